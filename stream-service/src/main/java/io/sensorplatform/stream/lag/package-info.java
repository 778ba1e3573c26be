/** How far each role is behind the log, in records and in time. */
@NullMarked
package io.sensorplatform.stream.lag;

import org.jspecify.annotations.NullMarked;
