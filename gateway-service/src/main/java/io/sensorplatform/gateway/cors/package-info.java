/** Which web pages of other origins may call the API. Knows no HTTP server. */
@NullMarked
package io.sensorplatform.gateway.cors;

import org.jspecify.annotations.NullMarked;
