package io.sensorplatform.local.stack;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What the stack consists of, in the order in which a reading meets it. */
public enum Component {
  GATEWAY("gateway-service"),
  AUTH("auth-service"),
  SENSOR("sensor-service"),
  KAFKA("kafka"),
  STREAM("stream-service"),
  POSTGRES("postgres"),
  S3("s3"),
  TRACES("traces");

  private final String label;

  Component(String label) {
    this.label = label;
  }

  /** Its name for people, in paths and in JSON. */
  public String label() {
    return label;
  }

  public static Component of(String label) {
    return Arrays.stream(values())
        .filter(component -> component.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new StackException(
                "there is no component '%s'; there are %s".formatted(label, labels())));
  }

  private static String labels() {
    return Arrays.stream(values()).map(Component::label).collect(Collectors.joining(", "));
  }
}
