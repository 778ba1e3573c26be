package io.sensorplatform.stream.consume;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.sensorplatform.defaults.telemetry.TraceTail;
import java.sql.SQLException;
import java.util.concurrent.Callable;

/** Spans of a batch and of its calls to the outside, by OpenTelemetry's semantic conventions. */
public final class BatchTracer {

  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.name");
  private static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> GROUP =
      AttributeKey.stringKey("messaging.consumer.group.name");
  private static final AttributeKey<Long> COUNT =
      AttributeKey.longKey("messaging.batch.message_count");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final Tracer tracer;

  public BatchTracer(OpenTelemetry telemetry) {
    tracer = telemetry.getTracer("io.sensorplatform.stream");
  }

  /**
   * Runs the work of a batch in a span that links to its producers. It is kept if one of them is
   * sampled, if the work fails, is slow, or says so.
   */
  public <T> T batch(
      String topic, String group, ProducerLinks producers, long count, Callable<T> work)
      throws Exception {
    var span =
        tracer
            .spanBuilder(topic + " process")
            .setNoParent()
            .setSpanKind(SpanKind.CONSUMER)
            .setAttribute(SYSTEM, "kafka")
            .setAttribute(OPERATION, "process")
            .setAttribute(OPERATION_TYPE, "process")
            .setAttribute(DESTINATION, topic)
            .setAttribute(GROUP, group)
            .setAttribute(COUNT, count);
    producers.spans().forEach(span::addLink);
    return run(span, work);
  }

  /** Runs a call to another system in a span under the batch's, if there is one. */
  public <T> T call(String name, Attributes attributes, Callable<T> work) throws Exception {
    if (!Span.current().isRecording()) {
      return work.call();
    }
    return run(
        tracer.spanBuilder(name).setSpanKind(SpanKind.CLIENT).setAllAttributes(attributes), work);
  }

  /** The batch whose work this is is kept, however it ends. */
  public static void keep(String why) {
    Span.current().setAttribute(TraceTail.KEPT, why);
  }

  private static <T> T run(SpanBuilder builder, Callable<T> work) throws Exception {
    var span = builder.startSpan();
    try (var _ = span.makeCurrent()) {
      return work.call();
    } catch (Exception e) {
      var state = e instanceof SQLException sql ? sql.getSQLState() : null;
      span.setAttribute(ERROR, state == null ? e.getClass().getName() : state);
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      span.end();
    }
  }
}
