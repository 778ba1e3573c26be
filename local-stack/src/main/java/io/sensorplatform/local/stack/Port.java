package io.sensorplatform.local.stack;

import java.util.Locale;

/** Where the components listen, each with its default. */
enum Port {
  GATEWAY(Component.GATEWAY, 8080),
  GATEWAY_MANAGEMENT(Component.GATEWAY, 9080),
  AUTH(Component.AUTH, 8081),
  AUTH_MANAGEMENT(Component.AUTH, 9081),
  SENSOR(Component.SENSOR, 8082),
  SENSOR_MANAGEMENT(Component.SENSOR, 9082),
  STREAM(Component.STREAM, 8083),
  STREAM_MANAGEMENT(Component.STREAM, 9083),
  KAFKA(Component.KAFKA, 9092),
  KAFKA_CONTROLLER(Component.KAFKA, 9093),
  POSTGRES(Component.POSTGRES, 5433),
  S3(Component.S3, 9000),
  TRACES(Component.TRACES, 9411),
  TRACES_OTLP(Component.TRACES, 4318);

  private final Component component;
  private final int usual;

  Port(Component component, int usual) {
    this.component = component;
    this.usual = usual;
  }

  Component component() {
    return component;
  }

  int usual() {
    return usual;
  }

  /** Its name in {@code ports.properties}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
