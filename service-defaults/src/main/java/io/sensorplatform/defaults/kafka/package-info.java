/** Reaching Kafka, and the topic of readings. */
@NullMarked
package io.sensorplatform.defaults.kafka;

import org.jspecify.annotations.NullMarked;
