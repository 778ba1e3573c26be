/** Everything that is made from the data. */
@NullMarked
package io.sensorplatform.monitoring.generate;

import org.jspecify.annotations.NullMarked;
