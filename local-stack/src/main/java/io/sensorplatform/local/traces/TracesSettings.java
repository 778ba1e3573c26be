package io.sensorplatform.local.traces;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the traces component is started.
 *
 * @param zipkinPort port of the trace page and of Zipkin's API, on 127.0.0.1
 * @param otlpPort port of the OTLP/HTTP receiver and of the health check, on 127.0.0.1
 * @param maxSpans spans kept, copies included; the oldest traces go first
 */
record TracesSettings(int zipkinPort, int otlpPort, int maxSpans) {
  static final int DEFAULT_MAX_SPANS = 20_000;

  TracesSettings {
    if (zipkinPort == otlpPort) {
      throw new IllegalArgumentException("--zipkin-port and --otlp-port are the same");
    }
  }

  static TracesSettings parse(String... arguments) {
    Map<String, Integer> given = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      given.put(
          arguments[i], number(arguments[i], i + 1 < arguments.length ? arguments[i + 1] : null));
    }
    Integer zipkinPort = given.remove("--zipkin-port");
    Integer otlpPort = given.remove("--otlp-port");
    Integer maxSpans = given.remove("--max-spans");
    if (zipkinPort == null || otlpPort == null || !given.isEmpty()) {
      throw new IllegalArgumentException(
          "usage: TracesServer --zipkin-port PORT --otlp-port PORT [--max-spans COUNT]");
    }
    return new TracesSettings(
        zipkinPort, otlpPort, maxSpans == null ? DEFAULT_MAX_SPANS : maxSpans);
  }

  private static int number(String option, @Nullable String value) {
    try {
      int number = value == null ? 0 : Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as any other wrong value.
    }
    throw new IllegalArgumentException(option + " needs a number above 0");
  }
}
