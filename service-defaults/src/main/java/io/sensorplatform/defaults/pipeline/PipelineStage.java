package io.sensorplatform.defaults.pipeline;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** The stages in the order in which a reading meets them; auth stands beside the path. */
public enum PipelineStage {
  GATEWAY("gateway"),
  INGEST("sensor"),
  SPOOL("sensor"),
  /** Seen by who writes to it and by who reads it. */
  KAFKA("sensor", "stream"),
  POSTGRES("stream"),
  S3("stream"),
  AUTH("auth");

  private final List<String> services;

  PipelineStage(String... services) {
    this.services = List.of(services);
  }

  /** Who can tell of it. */
  public List<String> services() {
    return services;
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
