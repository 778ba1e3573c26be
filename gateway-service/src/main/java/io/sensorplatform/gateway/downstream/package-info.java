/** The services behind the gateway, and when to spare them. */
@NullMarked
package io.sensorplatform.gateway.downstream;

import org.jspecify.annotations.NullMarked;
