/** Attempts that the gateway refused, told to auth-service, which keeps the audit. */
@NullMarked
package io.sensorplatform.gateway.refusal;

import org.jspecify.annotations.NullMarked;
