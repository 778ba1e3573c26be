/** From bytes to readings: the formats, what is admitted, and why the rest is not. */
@NullMarked
package io.sensorplatform.sensor.parse;

import org.jspecify.annotations.NullMarked;
