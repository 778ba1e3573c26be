/** How all services write their log: JSON lines, secrets blotted out, repeats bounded. */
@NullMarked
package io.sensorplatform.defaults.log;

import org.jspecify.annotations.NullMarked;
