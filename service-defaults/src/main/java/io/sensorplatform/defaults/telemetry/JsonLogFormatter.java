package io.sensorplatform.defaults.telemetry;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.sensorplatform.defaults.secret.Masking;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.StructuredLogFormatter;
import org.springframework.core.env.Environment;

/**
 * One JSON object a line, with OpenTelemetry's names: timestamp, severity, service.name, trace_id,
 * span_id, logger, thread, message, what the statement added as key-value pairs, and exception.*.
 */
public final class JsonLogFormatter implements StructuredLogFormatter<ILoggingEvent> {

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
                  line.add("trace_id", event -> context(event, "traceId")).whenHasLength();
                  line.add("span_id", event -> context(event, "spanId")).whenHasLength();
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

  private static void addOwnPairs(ILoggingEvent event, BiConsumer<String, Object> pairs) {
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair own : event.getKeyValuePairs()) {
        pairs.accept(own.key, String.valueOf(own.value));
      }
    }
  }

  private void addFailure(ILoggingEvent event, BiConsumer<String, Object> pairs) {
    IThrowableProxy failure = event.getThrowableProxy();
    if (failure != null) {
      pairs.accept("exception.type", failure.getClassName());
      pairs.accept("exception.message", String.valueOf(failure.getMessage()));
      pairs.accept("exception.stacktrace", stackTraces.convert(event));
    }
  }

  private static @Nullable String context(ILoggingEvent event, String key) {
    return event.getMDCPropertyMap().get(key);
  }
}
