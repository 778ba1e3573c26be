/**
 * The local trace page: a Zipkin server and, before it, an OTLP receiver that makes one trace of
 * what OpenTelemetry only links. A span's way: {@link io.sensorplatform.local.traces.OtlpReceiver}
 * decodes an export, {@link io.sensorplatform.local.traces.SpanConversion} puts it in Zipkin's
 * form, {@link io.sensorplatform.local.traces.LinkProjection} adds the copies that follow links,
 * {@link io.sensorplatform.local.traces.Zipkin} stores all.
 */
@NullMarked
package io.sensorplatform.local.traces;

import org.jspecify.annotations.NullMarked;
