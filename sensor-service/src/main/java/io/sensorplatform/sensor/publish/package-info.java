/** Readings on their way to Kafka, acknowledged by all replicas or not at all. */
@NullMarked
package io.sensorplatform.sensor.publish;

import org.jspecify.annotations.NullMarked;
