/** The pages operators look at. */
@NullMarked
package io.sensorplatform.monitoring.dashboard;

import org.jspecify.annotations.NullMarked;
