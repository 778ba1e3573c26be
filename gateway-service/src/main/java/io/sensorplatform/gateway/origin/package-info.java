/** Where a request comes from, and whose word is believed about it. Knows no HTTP server. */
@NullMarked
package io.sensorplatform.gateway.origin;

import org.jspecify.annotations.NullMarked;
