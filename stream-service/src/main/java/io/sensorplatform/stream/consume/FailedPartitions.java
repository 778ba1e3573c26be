package io.sensorplatform.stream.consume;

import io.sensorplatform.defaults.log.Runbook;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Partitions that failed while others went on: each waits by itself, and is tried again. */
final class FailedPartitions {

  private static final Logger log = LoggerFactory.getLogger(FailedPartitions.class);

  /** For health. */
  record Failed(
      String partition,
      Instant since,
      int failures,
      boolean paused,
      String reason,
      Instant nextTry) {}

  private static final class Entry {
    final Backoff backoff;
    final Instant since;
    long untilMillis;
    String reason = "";

    Entry(RandomGenerator random, Instant since) {
      backoff = new Backoff(random);
      this.since = since;
    }
  }

  private final String role;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<TopicPartition, Entry> entries = new HashMap<>();

  FailedPartitions(String role, Clock clock, RandomGenerator random) {
    this.role = role;
    this.clock = clock;
    this.random = random;
  }

  void failed(TopicPartition partition, String reason) {
    var entry = entries.computeIfAbsent(partition, _ -> new Entry(random, clock.instant()));
    long wait = entry.backoff.next().toMillis();
    entry.untilMillis = clock.millis() + wait;
    entry.reason = reason;
    log.atWarn()
        .addKeyValue(Runbook.KEY, Runbook.PARTITION_PAUSED)
        .log(
            "{} leaves {} out for {} ms after failed attempt {}, others go on: {}",
            role,
            partition,
            wait,
            entry.backoff.failures(),
            reason);
  }

  void succeeded(Collection<TopicPartition> partitions) {
    if (entries.isEmpty()) {
      return;
    }
    for (var partition : partitions) {
      var entry = entries.remove(partition);
      if (entry != null) {
        log.info("{} goes on with {} too", role, partition);
      }
    }
  }

  /** Somebody else has them now. */
  void forget(Collection<TopicPartition> partitions) {
    entries.keySet().removeAll(partitions);
  }

  boolean isDue(TopicPartition partition) {
    var entry = entries.get(partition);
    return entry == null || clock.millis() >= entry.untilMillis;
  }

  List<Failed> now() {
    return entries.entrySet().stream()
        .map(entry ->
            new Failed(
                entry.getKey().toString(),
                entry.getValue().since,
                entry.getValue().backoff.failures(),
                entry.getValue().backoff.failures() > Backoff.LADDER,
                entry.getValue().reason,
                Instant.ofEpochMilli(entry.getValue().untilMillis)))
        .toList();
  }
}
