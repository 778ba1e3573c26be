package io.sensorplatform.defaults.secret;

/**
 * A setting names a secret that cannot be read. Says which and why, and nothing of what is in it.
 */
final class UnreadableSecretException extends RuntimeException {

  UnreadableSecretException(String setting, String reference, Throwable cause) {
    super(
        "the setting '%s' is %s, which cannot be read: %s"
            .formatted(setting, reference, cause.getMessage()),
        cause);
  }
}
