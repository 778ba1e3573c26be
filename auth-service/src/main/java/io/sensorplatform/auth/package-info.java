/** Who may do what: start and settings of auth-service. */
@NullMarked
package io.sensorplatform.auth;

import org.jspecify.annotations.NullMarked;
