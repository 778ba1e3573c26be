/** Reading back what stream-service has stored. */
@NullMarked
package io.sensorplatform.sensor.query;

import org.jspecify.annotations.NullMarked;
