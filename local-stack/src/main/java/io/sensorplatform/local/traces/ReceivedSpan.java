package io.sensorplatform.local.traces;

import java.util.List;

/** A span in Zipkin's form and the spans that it is linked to, which that form has no place for. */
record ReceivedSpan(ZipkinSpan span, List<SpanRef> links) {
  ReceivedSpan {
    links = List.copyOf(links);
  }
}
