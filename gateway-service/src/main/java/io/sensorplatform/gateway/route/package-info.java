/** Which path goes to which service, and what it asks of the caller. */
@NullMarked
package io.sensorplatform.gateway.route;

import org.jspecify.annotations.NullMarked;
