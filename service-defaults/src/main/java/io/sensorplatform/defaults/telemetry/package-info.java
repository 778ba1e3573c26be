/** Logs as JSON lines with the trace they belong to. */
@NullMarked
package io.sensorplatform.defaults.telemetry;

import org.jspecify.annotations.NullMarked;
