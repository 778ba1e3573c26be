package io.sensorplatform.defaults.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.sensorplatform.defaults.secret.Masking;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLogFormatter;
import org.springframework.core.env.Environment;

/**
 * One JSON object a line, with OpenTelemetry's names: timestamp, severity, service.name, trace_id,
 * span_id, logger, thread, message, {@link LogFields} of the request and what the statement added
 * as key-value pairs, and exception.*.
 */
public final class JsonLogFormatter implements StructuredLogFormatter<ILoggingEvent> {

  /** Entries of the MDC, and their names in a line. */
  private static final Map<String, String> OF_REQUEST = ofRequest();

  private static final Set<String> RESERVED =
      Set.of(
          "timestamp",
          "severity",
          "service.name",
          "logger",
          "thread",
          "message",
          "exception.type",
          "exception.message",
          "exception.stacktrace");

  private final JsonWriter<ILoggingEvent> json;
  private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

  public JsonLogFormatter(Environment environment) {
    String service = environment.getProperty("spring.application.name", "unknown");
    stackTraces.start();
    json =
        JsonWriter.<ILoggingEvent>of(
                line -> {
                  line.add("timestamp", ILoggingEvent::getInstant).as(Instant::toString);
                  line.add("severity", event -> event.getLevel().toString());
                  line.add("service.name", service);
                  line.add("logger", ILoggingEvent::getLoggerName);
                  line.add("thread", ILoggingEvent::getThreadName);
                  line.add("message", ILoggingEvent::getFormattedMessage);
                  line.add().usingPairs(JsonLogFormatter::addOwnPairs);
                  line.add().usingPairs(this::addFailure);
                })
            .withNewLineAtEnd();
  }

  @Override
  public String format(ILoggingEvent event) {
    // All of it: a message or an exception may quote what a client sent.
    return Masking.mask(json.writeToString(event));
  }

  /** A name is told once: what the statement says of it counts more than the request. */
  private static void addOwnPairs(ILoggingEvent event, BiConsumer<String, Object> pairs) {
    Map<String, String> all = new LinkedHashMap<>();
    Map<String, String> request = event.getMDCPropertyMap();
    OF_REQUEST.forEach((key, name) -> {
      String value = request.get(key);
      if (value != null && !value.isEmpty()) {
        all.put(name, value);
      }
    });
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair own : event.getKeyValuePairs()) {
        all.put(RESERVED.contains(own.key) ? "own." + own.key : own.key, String.valueOf(own.value));
      }
    }
    all.forEach(pairs);
  }

  private static Map<String, String> ofRequest() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("traceId", LogFields.TRACE);
    names.put("spanId", "span_id");
    names.put(LogFields.CORRELATION, LogFields.CORRELATION);
    names.put(LogFields.TENANT, LogFields.TENANT);
    names.put(LogFields.CLIENT, LogFields.CLIENT);
    return names;
  }

  private void addFailure(ILoggingEvent event, BiConsumer<String, Object> pairs) {
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      pairs.accept("exception.type", failure.getClassName());
      pairs.accept("exception.message", String.valueOf(failure.getMessage()));
      pairs.accept("exception.stacktrace", stackTraces.convert(event));
    }
  }
}
