/** Who passes: everything that is checked before a request goes on. Knows no HTTP server. */
@NullMarked
package io.sensorplatform.gateway.access;

import org.jspecify.annotations.NullMarked;
