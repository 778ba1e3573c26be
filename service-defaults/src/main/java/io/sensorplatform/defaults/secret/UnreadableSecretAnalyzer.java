package io.sensorplatform.defaults.secret;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells it in two lines instead of a stack trace. */
final class UnreadableSecretAnalyzer extends AbstractFailureAnalyzer<UnreadableSecretException> {

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, UnreadableSecretException cause) {
    return new FailureAnalysis(
        "At the start " + cause.getMessage(),
        "Check that the secret exists and that this process may read it; see"
            + " docs/security/secrets.md.",
        cause);
  }
}
