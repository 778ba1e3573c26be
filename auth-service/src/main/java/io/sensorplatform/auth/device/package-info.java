/** Devices: who may send and read which sensors of a tenant. */
@NullMarked
package io.sensorplatform.auth.device;

import org.jspecify.annotations.NullMarked;
