package io.sensorplatform.auth.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event to one webhook, as operators look at it.
 *
 * @param state {@code waiting}, {@code delivered} or {@code failed}
 * @param nextAttemptAt null once there is none
 * @param outcome of the last attempt: the HTTP status, or what went wrong before there was one
 */
public record Delivery(
    String deliveryId,
    String event,
    String state,
    Instant createdAt,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable Instant lastAttemptAt,
    @Nullable String outcome) {}
