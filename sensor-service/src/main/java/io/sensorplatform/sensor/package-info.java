/** Takes readings in, puts them on Kafka before it says so, and answers queries. */
@NullMarked
package io.sensorplatform.sensor;

import org.jspecify.annotations.NullMarked;
