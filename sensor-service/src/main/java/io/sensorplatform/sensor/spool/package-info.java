/**
 * Readings kept on the local disk while Kafka does not acknowledge them: forced before they are
 * answered, sound or told to be damaged when read again. Knows nothing of where they go.
 */
@NullMarked
package io.sensorplatform.sensor.spool;

import org.jspecify.annotations.NullMarked;
