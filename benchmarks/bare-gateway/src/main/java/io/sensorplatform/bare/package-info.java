/** A stock gateway with one route. */
@NullMarked
package io.sensorplatform.bare;

import org.jspecify.annotations.NullMarked;
