/** Webhooks: where a tenant wants to be told of events. */
@NullMarked
package io.sensorplatform.auth.webhook;

import org.jspecify.annotations.NullMarked;
