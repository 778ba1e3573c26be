package io.sensorplatform.endtoend;

import java.time.Instant;

/** A reading as somebody who counts sees it. */
public record Row(String sensorId, Instant observedAt, double value) {

  public String json() {
    return "{\"sensorId\":\"%s\",\"observedAt\":\"%s\",\"value\":%s,\"unit\":\"Cel\"}"
        .formatted(sensorId, observedAt, value);
  }
}
