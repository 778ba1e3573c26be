package io.sensorplatform.auth.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/** What deliveries are signed with: 256 random bits, told in the form of Standard Webhooks. */
record WebhookSecret(byte[] bytes) {

  static WebhookSecret random(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new WebhookSecret(bytes);
  }

  String told() {
    return "whsec_" + Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "whsec_***";
  }
}
