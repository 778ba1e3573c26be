package io.sensorplatform.local.traces;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import java.util.HexFormat;

/** Builds exports as a service's exporter would send them. */
final class Otlp {
  private Otlp() {}

  static ExportTraceServiceRequest export(String service, Span.Builder... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(attribute("service.name", service)))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addAllSpans(Arrays.stream(spans).map(Span.Builder::build).toList())))
        .build();
  }

  static Span.Builder span(
      String traceId, String spanId, String parentId, String name, long startMicros, long micros) {
    return Span.newBuilder()
        .setTraceId(bytes(traceId))
        .setSpanId(bytes(spanId))
        .setParentSpanId(bytes(parentId))
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
        .setStartTimeUnixNano(startMicros * 1_000)
        .setEndTimeUnixNano((startMicros + micros) * 1_000);
  }

  static Span.Link link(String traceId, String spanId) {
    return Span.Link.newBuilder().setTraceId(bytes(traceId)).setSpanId(bytes(spanId)).build();
  }

  static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static KeyValue attribute(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }
}
