package io.sensorplatform.stream.consume;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.sensorplatform.defaults.log.Runbook;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that the group gave to a loop. A new one is held paused until its position has
 * been read from the stage's own store.
 */
final class Assignment implements ConsumerRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(Assignment.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Stage stage;
  private final TopicIds topicIds;
  private final FailedPartitions failed;
  private final RoleMetrics metrics;
  private final Map<TopicPartition, SourcePartition> placed = new HashMap<>();
  private final Set<TopicPartition> waiting = new HashSet<>();

  Assignment(
      Consumer<byte[], byte[]> consumer,
      Stage stage,
      TopicIds topicIds,
      FailedPartitions failed,
      RoleMetrics metrics) {
    this.consumer = consumer;
    this.stage = stage;
    this.topicIds = topicIds;
    this.failed = failed;
    this.metrics = metrics;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    consumer.pause(partitions);
    for (var partition : partitions) {
      // Any offset: nothing is fetched while paused, and Kafka's committed offset is not asked for.
      consumer.seek(partition, 0);
      waiting.add(partition);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    forget(partitions);
    waiting.removeAll(partitions);
    failed.forget(partitions);
  }

  @Nullable SourcePartition source(TopicPartition partition) {
    return placed.get(partition);
  }

  Set<TopicPartition> placed() {
    return Set.copyOf(placed.keySet());
  }

  /** What was taken of these is void; they wait for their position again. */
  void restart(Collection<TopicPartition> partitions) {
    consumer.pause(partitions);
    forget(partitions);
    waiting.addAll(partitions);
  }

  boolean isOtherTopic(UUID topicId) {
    return placed.values().stream().anyMatch(source -> !source.topicId().equals(topicId));
  }

  /**
   * Seeks each partition that waits, and is not left out for a while, to where the stage's store
   * says; true if there were any.
   */
  boolean place() throws Exception {
    if (waiting.isEmpty()) {
      return false;
    }
    var due = waiting.stream().filter(failed::isDue).collect(toSet());
    if (due.isEmpty()) {
      return false;
    }
    var sources = sources(due);
    var hints = new HashMap<SourcePartition, String>();
    consumer
        .committed(due, TIMEOUT)
        .forEach((partition, committed) -> {
          if (committed != null) {
            hints.put(sources.get(partition), committed.metadata());
          }
        });
    var first = consumer.beginningOffsets(due, TIMEOUT);
    var end = consumer.endOffsets(due, TIMEOUT);
    var stored = stage.positions(Set.copyOf(sources.values()), hints);
    for (var partition : due) {
      var source = requireNonNull(sources.get(partition));
      Long known = stored.get(source);
      long start =
          start(
              source,
              known,
              requireNonNull(first.get(partition)),
              requireNonNull(end.get(partition)));
      stage.begin(source, known, start);
      consumer.seek(partition, start);
      placed.put(partition, source);
      waiting.remove(partition);
    }
    return true;
  }

  private Map<TopicPartition, SourcePartition> sources(Set<TopicPartition> partitions)
      throws Exception {
    var ids = new HashMap<String, UUID>();
    var sources = new HashMap<TopicPartition, SourcePartition>();
    for (var partition : partitions) {
      UUID id = ids.get(partition.topic());
      if (id == null) {
        id = topicIds.of(partition.topic());
        ids.put(partition.topic(), id);
      }
      sources.put(partition, new SourcePartition(partition.topic(), id, partition.partition()));
    }
    return sources;
  }

  private long start(SourcePartition source, @Nullable Long known, long first, long end) {
    if (known == null) {
      log.info("{} begins {} at offset {}, the log's first", stage.role(), source, first);
      return first;
    }
    if (known < first) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.DURABILITY_LEDGER_DIFFERENCE)
          .log(
              "{} lost offsets {} to {} of {}: Kafka removed them before they were read",
              stage.role(),
              known,
              first - 1,
              source);
      metrics.lost(first - known);
      return first;
    }
    if (known > end) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.DURABILITY_LEDGER_DIFFERENCE)
          .log(
              "{} has read {} up to offset {} but the log ends at {}: Kafka lost its last records;"
                  + " going on with what is appended now",
              stage.role(),
              source,
              known,
              end);
      metrics.lost(known - end);
      return end;
    }
    log.info("{} goes on with {} at offset {}", stage.role(), source, known);
    return known;
  }

  private void forget(Collection<TopicPartition> partitions) {
    var sources = new HashSet<SourcePartition>();
    for (var partition : partitions) {
      var source = placed.remove(partition);
      if (source != null) {
        sources.add(source);
      }
    }
    if (!sources.isEmpty()) {
      stage.release(sources);
    }
  }
}
