/** What services do beside their requests. */
@NullMarked
package io.sensorplatform.defaults.background;

import org.jspecify.annotations.NullMarked;
