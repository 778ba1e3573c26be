/** {@code Idempotency-Key}: a request sent again gets the first one's answer. */
@NullMarked
package io.sensorplatform.sensor.idempotency;

import org.jspecify.annotations.NullMarked;
