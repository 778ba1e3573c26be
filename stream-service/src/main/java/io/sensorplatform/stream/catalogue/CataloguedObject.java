package io.sensorplatform.stream.catalogue;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object as the tables know it.
 *
 * @param endOffset inclusive
 * @param records rows and undecodable records
 * @param minObservedAt null if there are no rows
 * @param maxObservedAt null if there are no rows
 */
public record CataloguedObject(
    String topic,
    UUID topicId,
    int partition,
    long startOffset,
    long endOffset,
    long records,
    long undecodable,
    long bytes,
    @Nullable Instant minObservedAt,
    @Nullable Instant maxObservedAt,
    Instant createdAt,
    String key) {}
