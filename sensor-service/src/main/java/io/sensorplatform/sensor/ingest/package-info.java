/** {@code POST /v1/readings}: from request to answer. */
@NullMarked
package io.sensorplatform.sensor.ingest;

import org.jspecify.annotations.NullMarked;
