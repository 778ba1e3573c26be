package io.sensorplatform.local.traces;

/** Names a span: 32 and 16 lower-case hex digits. */
record SpanRef(String traceId, String spanId) {}
