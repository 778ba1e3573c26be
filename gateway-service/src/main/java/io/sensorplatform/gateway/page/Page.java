package io.sensorplatform.gateway.page;

import java.nio.charset.StandardCharsets;

/** A small document, whole in memory. */
public record Page(String mediaType, String text) {

  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
