package io.sensorplatform.stream.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which objects are asked for.
 *
 * @param partition null for all
 * @param from objects with readings observed at this time or later; null for all
 * @param to objects with readings observed before this time; null for all
 * @param limit at most this many
 */
record ObjectsQuery(
    String topic,
    @Nullable Integer partition,
    @Nullable Instant from,
    @Nullable Instant to,
    int limit) {}
