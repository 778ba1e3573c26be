package io.sensorplatform.stream.consume;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a role does with its records. Called by one {@link ConsumerLoop}, in its thread only. A
 * stage stores its own offsets together with what it writes; Kafka's committed offsets only tell
 * lag tools, and may carry a hint.
 *
 * <p>{@link #prepare}, {@link #positions}, {@link #begin} and {@link #finish} may fail for a while:
 * whatever they throw (other than {@link FencedException} and {@link PartitionsFailedException})
 * pauses the loop and is tried again, so a failed call must leave the stage as it was.
 */
public interface Stage extends AutoCloseable {

  /** The role's name; also its consumer group and the name of its positions. */
  String role();

  /** Once, before all else: a schema, a clean directory. */
  void prepare() throws Exception;

  /**
   * The next offset of each partition that the role's store knows; partitions it has never seen are
   * absent.
   *
   * @param hints what {@link #finish} gave as commit metadata last; absent, stale or wrong at times
   */
  Map<SourcePartition, Long> positions(
      Set<SourcePartition> partitions, Map<SourcePartition, String> hints) throws Exception;

  /**
   * The records of this partition follow, beginning at {@code start}.
   *
   * @param stored what {@link #positions} told; another number than {@code start} if the log no
   *     longer, or never, held that offset
   */
  void begin(SourcePartition partition, @Nullable Long stored, long start) throws Exception;

  /** Takes records in log order. Does not wait for anything. */
  void take(SourcePartition partition, List<ConsumerRecord<byte[], byte[]>> records)
      throws Exception;

  /** How long the stage can wait for more records; zero when {@link #finish} has work now. */
  Duration patience();

  /**
   * Makes durable what is due.
   *
   * @return the next offset of each partition that moved, for lag tools
   * @throws PartitionsFailedException if only some failed: they alone pause, and are released
   */
  Map<SourcePartition, OffsetAndMetadata> finish() throws Exception;

  /** As {@link #finish}, for what should not wait for the next start. */
  Map<SourcePartition, OffsetAndMetadata> finishBeforeStop() throws Exception;

  /** Forgets what was taken of these partitions and is not durable: somebody else goes on. */
  void release(Set<SourcePartition> partitions);

  /** Records taken and not yet durable. */
  long pending();

  /** The loop has ended, after {@link #release} of all. */
  @Override
  void close();
}
