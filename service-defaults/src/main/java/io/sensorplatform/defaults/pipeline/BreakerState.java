package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breaker of the gateway for a service.
 *
 * @param state closed, open or half-open
 * @param since when it ceased to be closed; null if it is closed
 */
public record BreakerState(String downstream, String state, @Nullable Instant since) {}
