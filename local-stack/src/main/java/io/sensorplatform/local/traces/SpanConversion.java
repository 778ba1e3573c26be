package io.sensorplatform.local.traces;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * OTLP's spans in Zipkin's form, after OpenTelemetry's own rules for that ("OpenTelemetry to Zipkin
 * Transformation"): service.name becomes the local endpoint, attributes become tags, events become
 * annotations, an error status becomes the tag {@code error}.
 */
final class SpanConversion {
  /** An SQL text or stack trace that would fill the page and the memory is cut here. */
  static final int LONGEST_TAG = 2_000;

  private static final long NANOS_PER_MICRO = 1_000;

  private SpanConversion() {}

  /** The spans with a usable id; those without are left out, as Zipkin would refuse the whole. */
  static List<ReceivedSpan> convert(ExportTraceServiceRequest request) {
    List<ReceivedSpan> converted = new ArrayList<>();
    for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
      String service = serviceName(resourceSpans.getResource());
      for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
        for (Span span : scopeSpans.getSpansList()) {
          if (isId(span.getTraceId(), 16) && isId(span.getSpanId(), 8)) {
            converted.add(convert(span, service, scopeSpans.getScope().getName()));
          }
        }
      }
    }
    return converted;
  }

  private static ReceivedSpan convert(Span span, String service, String scope) {
    Map<String, String> tags = tags(span.getAttributesList());
    if (!scope.isEmpty()) {
      tags.put("otel.scope.name", scope);
    }
    List<SpanRef> links =
        span.getLinksList().stream()
            .filter(link -> isId(link.getTraceId(), 16) && isId(link.getSpanId(), 8))
            .map(link -> new SpanRef(hex(link.getTraceId()), hex(link.getSpanId())))
            .distinct()
            .toList();
    if (!links.isEmpty()) {
      long traces = links.stream().map(SpanRef::traceId).distinct().count();
      tags.put("links", links.size() + " in " + traces + (traces == 1 ? " trace" : " traces"));
    }
    Status status = span.getStatus();
    if (status.getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
      tags.put("otel.status_code", "ERROR");
      // Zipkin marks a span as failed by the presence of this tag, whatever its value.
      String reason = status.getMessage();
      tags.put("error", cut(reason.isEmpty() ? tags.getOrDefault("error.type", "true") : reason));
    } else if (status.getCode() == Status.StatusCode.STATUS_CODE_OK) {
      tags.put("otel.status_code", "OK");
    }
    ZipkinSpan.Kind kind = kind(span.getKind());
    long start = span.getStartTimeUnixNano();
    return new ReceivedSpan(
        new ZipkinSpan(
            hex(span.getTraceId()),
            hex(span.getSpanId()),
            isId(span.getParentSpanId(), 8) ? hex(span.getParentSpanId()) : null,
            kind,
            span.getName(),
            start / NANOS_PER_MICRO,
            Math.max(1, (span.getEndTimeUnixNano() - start) / NANOS_PER_MICRO),
            service,
            kind == null ? null : RemoteEndpoint.of(kind, tags),
            span.getEventsList().stream().map(SpanConversion::annotation).toList(),
            tags),
        links);
  }

  private static ZipkinSpan.Annotation annotation(Span.Event event) {
    Map<String, String> attributes = tags(event.getAttributesList());
    // The stack trace is in the log under the same trace id; here it would bury the picture.
    attributes.remove("exception.stacktrace");
    String value = attributes.isEmpty() ? event.getName() : event.getName() + " " + attributes;
    return new ZipkinSpan.Annotation(event.getTimeUnixNano() / NANOS_PER_MICRO, cut(value));
  }

  private static String serviceName(Resource resource) {
    return tags(resource.getAttributesList()).getOrDefault("service.name", "unknown_service");
  }

  private static Map<String, String> tags(List<KeyValue> attributes) {
    Map<String, String> tags = new LinkedHashMap<>();
    attributes.forEach(each -> tags.put(each.getKey(), cut(text(each.getValue()))));
    return tags;
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BYTES_VALUE -> hex(value.getBytesValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(SpanConversion::text)
              .collect(Collectors.joining(","));
      case KVLIST_VALUE -> tags(value.getKvlistValue().getValuesList()).toString();
      default -> "";
    };
  }

  private static ZipkinSpan.@Nullable Kind kind(Span.SpanKind kind) {
    return switch (kind) {
      case SPAN_KIND_CLIENT -> ZipkinSpan.Kind.CLIENT;
      case SPAN_KIND_SERVER -> ZipkinSpan.Kind.SERVER;
      case SPAN_KIND_PRODUCER -> ZipkinSpan.Kind.PRODUCER;
      case SPAN_KIND_CONSUMER -> ZipkinSpan.Kind.CONSUMER;
      default -> null;
    };
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TAG ? text : text.substring(0, LONGEST_TAG) + "...";
  }

  /** Of the right length and not all zeros (W3C trace context). */
  private static boolean isId(ByteString id, int bytes) {
    if (id.size() != bytes) {
      return false;
    }
    for (int i = 0; i < bytes; i++) {
      if (id.byteAt(i) != 0) {
        return true;
      }
    }
    return false;
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
