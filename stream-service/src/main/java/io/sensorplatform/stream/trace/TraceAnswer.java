package io.sensorplatform.stream.trace;

import org.jspecify.annotations.Nullable;

/**
 * Where a reading is. What is not known is null.
 *
 * @param state {@code stored}, {@code dead-letter}, {@code on-kafka}, {@code maybe-in-spool} (its
 *     tenant has readings in a spool, and it is nowhere else), or {@code unknown} (something that
 *     would know did not answer in time)
 * @param receivedAt when the platform received it
 * @param spooled whether it waited in a spool
 * @param offset where on the log it stands; null for rows of before this was kept
 * @param row as it is stored
 * @param deadLetter also told beside a row, if a later reading of the same instant was refused
 * @param archiveState {@code archived}, {@code not-yet} or {@code unknown}
 * @param traceId of the request it came with, if that was traced
 * @param store {@code available} or {@code unavailable}: PostgreSQL
 * @param kafka {@code available}; {@code unavailable}; {@code gone}, the log no longer holds it; or
 *     {@code backlog}, more waits there than could be looked through in time
 */
record TraceAnswer(
    String sensorId,
    String observedAt,
    String tenant,
    String state,
    @Nullable String receivedAt,
    @Nullable Boolean spooled,
    @Nullable String topic,
    @Nullable Integer partition,
    @Nullable Long offset,
    @Nullable Row row,
    @Nullable Letter deadLetter,
    @Nullable ArchiveObject archiveObject,
    String archiveState,
    @Nullable String traceId,
    String store,
    String kafka) {

  record Row(double value, @Nullable String unit, boolean outOfRange) {}

  record Letter(long id, String reason, String state) {}

  record ArchiveObject(String key, long startOffset, long endOffset) {}
}
