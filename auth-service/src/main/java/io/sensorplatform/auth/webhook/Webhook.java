package io.sensorplatform.auth.webhook;

import java.time.Instant;
import java.util.List;

/**
 * Where a tenant wants to be told.
 *
 * @param events of which; empty: of every one
 */
record Webhook(
    String webhookId,
    String tenant,
    String url,
    List<String> events,
    boolean disabled,
    Instant createdAt) {

  Webhook {
    events = List.copyOf(events);
  }
}
