package io.sensorplatform.local.traces;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span as Zipkin's API takes it (zipkin2-api.yaml): ids in lower-case hex, times in microseconds
 * since the epoch, durations in microseconds and at least 1.
 */
record ZipkinSpan(
    String traceId,
    String id,
    @Nullable String parentId,
    @Nullable Kind kind,
    String name,
    long timestamp,
    long duration,
    String serviceName,
    @Nullable Remote remote,
    List<Annotation> annotations,
    Map<String, String> tags) {

  enum Kind {
    CLIENT,
    SERVER,
    PRODUCER,
    CONSUMER
  }

  /** The other side: at least one of name and address is known. */
  record Remote(@Nullable String serviceName, @Nullable String address, @Nullable Integer port) {}

  record Annotation(long timestamp, String value) {}

  ZipkinSpan {
    annotations = List.copyOf(annotations);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  SpanRef ref() {
    return new SpanRef(traceId, id);
  }

  @Nullable SpanRef parent() {
    return parentId == null ? null : new SpanRef(traceId, parentId);
  }

  /** This span again, in another trace: it says there that it is a copy, and of what. */
  ZipkinSpan copyInto(SpanRef parent, String copyId) {
    var copyTags = new LinkedHashMap<>(tags);
    copyTags.put("link.projected", "true");
    copyTags.put("link.original_trace_id", traceId);
    copyTags.put("link.original_span_id", id);
    return new ZipkinSpan(
        parent.traceId(),
        copyId,
        parent.spanId(),
        kind,
        name,
        timestamp,
        duration,
        serviceName,
        remote,
        annotations,
        copyTags);
  }
}
