/** Spans, sampling, meters and the log of failures of what passes the gateway. */
@NullMarked
package io.sensorplatform.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
