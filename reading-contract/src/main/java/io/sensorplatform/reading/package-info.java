/** What a reading is, how it is named, and its bytes on Kafka. Every service relies on this. */
@NullMarked
package io.sensorplatform.reading;

import org.jspecify.annotations.NullMarked;
