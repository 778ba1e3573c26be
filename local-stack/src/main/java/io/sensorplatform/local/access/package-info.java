/** Operators' and devices' access to the platform, through its public API as anyone has it. */
@NullMarked
package io.sensorplatform.local.access;

import org.jspecify.annotations.NullMarked;
