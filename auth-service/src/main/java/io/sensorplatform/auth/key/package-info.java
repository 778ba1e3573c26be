/** API keys, with which a device proves who it is. */
@NullMarked
package io.sensorplatform.auth.key;

import org.jspecify.annotations.NullMarked;
