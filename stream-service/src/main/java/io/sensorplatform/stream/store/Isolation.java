package io.sensorplatform.stream.store;

import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.PartitionsFailedException;
import io.sensorplatform.stream.consume.SourcePartition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Stores a batch whole, as long as that works. What fails twice is stored partition by partition,
 * so that one partition's trouble (a lock on its rows, a damaged index page) stops that partition
 * alone; it is then kept apart until it is stored again. See docs/decisions/0013.
 */
final class Isolation {

  /** Stores one part for good. */
  interface Storing {
    void store(Batch part) throws Exception;
  }

  private final Storing storing;
  private final RandomGenerator random;
  private final Set<SourcePartition> suspects = new HashSet<>();
  private boolean apart;

  Isolation(Storing storing, RandomGenerator random) {
    this.storing = storing;
    this.random = random;
  }

  /**
   * Takes what is stored out of the batch.
   *
   * @param alone whether the consumer has this batch's partition and no other
   * @throws PartitionsFailedException if some of the batch is stored and the rest is not
   * @throws Exception if none is, or the database is away
   */
  Map<SourcePartition, OffsetAndMetadata> store(Batch batch, boolean alone) throws Exception {
    var finished = new HashMap<SourcePartition, OffsetAndMetadata>();
    var failures = new HashMap<SourcePartition, Exception>();
    for (var part : parts(batch)) {
      var partitions = Set.copyOf(part.ranges().keySet());
      var next = new HashMap<SourcePartition, OffsetAndMetadata>();
      part.ranges()
          .forEach((partition, range) -> next.put(partition, new OffsetAndMetadata(range.next())));
      try {
        storing.store(part);
        finished.putAll(next);
        suspects.removeAll(partitions);
        batch.drop(partitions);
      } catch (FencedException e) {
        if (finished.isEmpty() && failures.isEmpty() && part == batch) {
          throw e;
        }
        partitions.forEach(partition -> failures.put(partition, e));
      } catch (SQLException e) {
        boolean mayBeOfOne = !Sqlstate.isOfTheServer(e) && !alone;
        if (!mayBeOfOne || !apart && !isSuspect(partitions)) {
          apart = mayBeOfOne;
          throw e;
        }
        partitions.forEach(partition -> failures.put(partition, e));
        if (finished.isEmpty() && failures.size() > 1) {
          // Hardly of one partition: do not wait for a lock on the table once for each of them.
          throw e;
        }
      }
    }
    if (failures.isEmpty()) {
      apart = false;
      return finished;
    }
    failures.forEach((partition, e) -> {
      if (e instanceof SQLException) {
        suspects.add(partition);
      }
    });
    apart = false;
    throw new PartitionsFailedException(failures, finished);
  }

  private boolean isSuspect(Set<SourcePartition> partitions) {
    return partitions.size() == 1 && suspects.containsAll(partitions);
  }

  private List<Batch> parts(Batch batch) {
    var single = new HashSet<>(batch.ranges().keySet());
    if (!apart) {
      single.retainAll(suspects);
    }
    if (single.isEmpty()) {
      return List.of(batch);
    }
    var parts = new ArrayList<Batch>();
    var others = new HashSet<>(batch.ranges().keySet());
    others.removeAll(single);
    if (!others.isEmpty()) {
      parts.add(batch.part(others));
    }
    var order = new ArrayList<>(single);
    Collections.shuffle(order, random);
    order.forEach(partition -> parts.add(batch.part(Set.of(partition))));
    return parts;
  }
}
