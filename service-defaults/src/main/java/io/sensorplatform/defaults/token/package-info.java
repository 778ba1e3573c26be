/** Verifying access tokens: every service checks them itself. */
@NullMarked
package io.sensorplatform.defaults.token;

import org.jspecify.annotations.NullMarked;
