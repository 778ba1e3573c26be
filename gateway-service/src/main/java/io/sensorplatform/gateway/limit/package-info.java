/** How much one caller may ask for. */
@NullMarked
package io.sensorplatform.gateway.limit;

import org.jspecify.annotations.NullMarked;
