/** The platform's one public door. */
@NullMarked
package io.sensorplatform.gateway;

import org.jspecify.annotations.NullMarked;
