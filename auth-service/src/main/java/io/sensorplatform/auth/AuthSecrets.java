package io.sensorplatform.auth;

import io.sensorplatform.defaults.secret.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The keys that auth-service is given from outside, each the base64 of 32 random bytes, as itself
 * or as the file that it is in.
 *
 * @param pepper under which API keys are hashed; with another one no known key is good any more
 * @param pepperFile file with the pepper
 * @param previousPepper while the pepper is being replaced: under which known keys may still be
 *     hashed; each is hashed anew when it is next used; default none
 * @param keyEncryption under which signing keys and secrets of webhooks are encrypted in the
 *     database
 * @param keyEncryptionFile file with that key
 * @param previousKeyEncryption while that key is being replaced: under which they may still be
 *     encrypted; default none
 * @param setupSecret any text of 16 characters at least, with which whoever holds it makes the
 *     first operator, once; default none
 * @param setupSecretFile file with that text
 */
@ConfigurationProperties("platform.auth")
public record AuthSecrets(
    @Nullable Secret pepper,
    @Nullable Path pepperFile,
    @Nullable Secret previousPepper,
    @Nullable Secret keyEncryption,
    @Nullable Path keyEncryptionFile,
    @Nullable Secret previousKeyEncryption,
    @Nullable Secret setupSecret,
    @Nullable Path setupSecretFile) {

  private static final String PEPPER = "platform.auth.pepper";
  private static final String KEY_ENCRYPTION = "platform.auth.key-encryption";
  private static final int KEY_BYTES = 32;
  private static final int MIN_SETUP_LENGTH = 16;

  /** The pepper, then the one before, if there is one. */
  public List<byte[]> peppers() {
    return keys(
        Secret.either(pepper, pepperFile, PEPPER),
        PEPPER,
        previousPepper,
        "platform.auth.previous-pepper");
  }

  /** The key to encrypt with, then the one before, if there is one. */
  public List<byte[]> encryptionKeys() {
    return keys(
        Secret.either(keyEncryption, keyEncryptionFile, KEY_ENCRYPTION),
        KEY_ENCRYPTION,
        previousKeyEncryption,
        "platform.auth.previous-key-encryption");
  }

  /** What the first operator is made with; empty if that is not to be. */
  public Optional<Secret> setup() {
    if (setupSecret == null && setupSecretFile == null) {
      return Optional.empty();
    }
    Secret secret = Secret.either(setupSecret, setupSecretFile, "platform.auth.setup-secret");
    if (secret.text().length() < MIN_SETUP_LENGTH) {
      throw new IllegalStateException(
          "platform.auth.setup-secret is shorter than %d characters".formatted(MIN_SETUP_LENGTH));
    }
    return Optional.of(secret);
  }

  private static List<byte[]> keys(
      Secret current, String name, @Nullable Secret previous, String previousName) {
    List<byte[]> keys = new ArrayList<>();
    keys.add(current.key(KEY_BYTES, name));
    if (previous != null) {
      keys.add(previous.key(KEY_BYTES, previousName));
    }
    return keys;
  }
}
