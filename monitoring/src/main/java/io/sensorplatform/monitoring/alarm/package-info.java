/** What wakes somebody. */
@NullMarked
package io.sensorplatform.monitoring.alarm;

import org.jspecify.annotations.NullMarked;
