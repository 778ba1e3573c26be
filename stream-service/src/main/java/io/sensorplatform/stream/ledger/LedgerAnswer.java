package io.sensorplatform.stream.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /v1/ledger}. What is not known is null, never 0.
 *
 * @param kafka {@code available}; or {@code unavailable}, and the log's ends are those last known
 * @param totals over all time
 */
record LedgerAnswer(
    String at,
    String from,
    String to,
    @Nullable String tenant,
    String kafka,
    Totals totals,
    List<Partition> partitions,
    List<Hour> hours) {

  /**
   * @param accepted held durably by the platform, counted by the log's offsets and the spools
   * @param acknowledged told 202, counted by the sensor-services
   * @param produced arrived on Kafka
   * @param inFlight on Kafka and not yet processed, or in a spool
   * @param unattributed of these, the records whose tenant and hour were not read
   * @param lost removed by Kafka before they were read; part of the difference
   * @param difference what is missing: 0 unless something went wrong; null if it cannot be told now
   */
  record Totals(
      long accepted,
      @Nullable Long acknowledged,
      @Nullable Long spooled,
      @Nullable Long waitingInSpool,
      long produced,
      long stored,
      long replaced,
      long deadLettered,
      @Nullable Long replayed,
      @Nullable Long discarded,
      @Nullable Long archived,
      long onKafka,
      long inFlight,
      long unattributed,
      long lost,
      @Nullable Long difference) {}

  /**
   * @param offsets null where only a tenant's share is told
   */
  record Partition(
      String topic,
      String topicId,
      int partition,
      @Nullable Offsets offsets,
      long produced,
      long stored,
      long replaced,
      long deadLettered,
      @Nullable Long replayed,
      @Nullable Long discarded,
      @Nullable Long archived,
      long onKafka) {}

  /**
   * @param first where this ledger begins
   * @param next where the writer goes on
   * @param end the next record's; null if Kafka never told, or the topic is no more
   * @param lost removed by Kafka before they were read
   * @param empty that hold no record
   * @param reused that Kafka gave out again after it had lost its last records
   * @param difference that were passed and are neither stored, replaced nor dead-lettered
   */
  record Offsets(
      long first,
      long next,
      @Nullable Long end,
      long lost,
      long empty,
      long reused,
      long difference) {}

  /**
   * @param tenant empty for records that do not tell
   * @param hour its beginning, of the readings' receipt
   * @param difference acknowledged and neither processed nor in flight; null if it cannot be told
   */
  record Hour(
      String tenant,
      String hour,
      long accepted,
      @Nullable Long acknowledged,
      @Nullable Long spooled,
      @Nullable Long waitingInSpool,
      long produced,
      long stored,
      long replaced,
      long deadLettered,
      @Nullable Long archived,
      long onKafka,
      long inFlight,
      @Nullable Long difference) {}
}
