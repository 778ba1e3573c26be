/** Instants in microseconds since 1970, and their text. */
@NullMarked
package io.sensorplatform.sensor.time;

import org.jspecify.annotations.NullMarked;
