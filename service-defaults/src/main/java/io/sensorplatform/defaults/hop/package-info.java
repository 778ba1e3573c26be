/** What the gateway and the services behind it tell each other beside the request. */
@NullMarked
package io.sensorplatform.defaults.hop;

import org.jspecify.annotations.NullMarked;
