/** A request's body: inflated, within its limits, within the memory set aside for bodies. */
@NullMarked
package io.sensorplatform.sensor.body;

import org.jspecify.annotations.NullMarked;
