package io.sensorplatform.stream.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * @param tenant whose readings; null for all
 * @param from the first hour that is told by itself
 * @param to where these hours end
 */
record LedgerRequest(@Nullable String tenant, Instant from, Instant to) {}
