/**
 * The log seen from outside the consumer groups: where it ends, single records, and whose they are.
 */
@NullMarked
package io.sensorplatform.stream.log;

import org.jspecify.annotations.NullMarked;
