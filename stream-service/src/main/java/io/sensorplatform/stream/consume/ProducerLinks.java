package io.sensorplatform.stream.consume;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.sensorplatform.reading.Topics;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The distinct sampled producers of some records, the first {@value #CAP} of them. An unsampled
 * producer left no span that a link could lead to.
 */
public final class ProducerLinks {

  static final int CAP = 128;
  private static final int LENGTH = 55;

  private final Set<SpanContext> spans = new LinkedHashSet<>();
  private byte[] last = new byte[0];

  /** Notes the producer told in a record's headers. Whatever is not a traceparent is ignored. */
  public void add(Headers headers) {
    var header = headers.lastHeader(Topics.TRACEPARENT);
    if (header == null || header.value() == null || spans.size() >= CAP) {
      return;
    }
    byte[] traceparent = header.value();
    // Records of one request follow each other.
    if (Arrays.equals(traceparent, last)) {
      return;
    }
    last = traceparent;
    var span = sampled(traceparent);
    if (span != null) {
      spans.add(span);
    }
  }

  public void addAll(ProducerLinks others) {
    for (var span : others.spans) {
      if (spans.size() >= CAP) {
        return;
      }
      spans.add(span);
    }
  }

  Collection<SpanContext> spans() {
    return spans;
  }

  /** The span context of a W3C traceparent (Trace Context level 2, s3.2) if it is sampled. */
  static @Nullable SpanContext sampled(byte[] traceparent) {
    if (traceparent.length < LENGTH
        || traceparent[2] != '-'
        || traceparent[35] != '-'
        || traceparent[52] != '-') {
      return null;
    }
    boolean longer = traceparent.length > LENGTH;
    boolean version0 = traceparent[0] == '0' && traceparent[1] == '0';
    if (longer && (version0 || traceparent[LENGTH] != '-')) {
      return null;
    }
    var text = new String(traceparent, 0, LENGTH, ISO_8859_1);
    var traceId = text.substring(3, 35);
    var spanId = text.substring(36, 52);
    int version = hex(text, 0);
    int flags = hex(text, 53);
    if (version < 0 || version == 0xff || flags < 0 || (flags & 1) == 0) {
      return null;
    }
    if (!TraceId.isValid(traceId) || !SpanId.isValid(spanId)) {
      return null;
    }
    return SpanContext.createFromRemoteParent(
        traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
  }

  /** Two lower-case hex digits; -1 if they are not. */
  private static int hex(String text, int at) {
    int high = digit(text.charAt(at));
    int low = digit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
}
