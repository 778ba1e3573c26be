/** The OAuth 2.1 endpoints: who gets an access token, and what it says. */
@NullMarked
package io.sensorplatform.auth.token;

import org.jspecify.annotations.NullMarked;
