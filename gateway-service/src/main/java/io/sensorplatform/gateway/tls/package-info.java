/** The certificate of the public port and its renewal. Knows no HTTP server. */
@NullMarked
package io.sensorplatform.gateway.tls;

import org.jspecify.annotations.NullMarked;
