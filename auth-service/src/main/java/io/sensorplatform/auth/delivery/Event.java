package io.sensorplatform.auth.delivery;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened to a tenant's devices.
 *
 * @param data as the payload's member {@code data}: text and numbers, in this order
 */
public record Event(EventType type, String tenant, Map<String, Object> data) {

  public Event {
    data = new LinkedHashMap<>(data);
  }

  /** The payload, in the form that Standard Webhooks recommends. */
  Map<String, Object> payload(Instant at) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("type", type.told());
    payload.put("timestamp", at.toString());
    payload.put("data", data);
    return payload;
  }
}
