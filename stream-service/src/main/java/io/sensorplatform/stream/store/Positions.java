package io.sensorplatform.stream.store;

import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.SourcePartition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The consumer's place in each partition, kept beside the rows. */
final class Positions {

  private static final String READ =
      """
      SELECT topic_id, partition, next_offset FROM readings.consumer_position
      WHERE consumer = ? AND topic_id = ANY (?)
      """;

  private static final String FIRST =
      """
      INSERT INTO readings.consumer_position
        (consumer, topic_id, partition, topic, first_offset, next_offset)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String MOVE =
      """
      UPDATE readings.consumer_position SET next_offset = ?, updated_at = now(),
        lost = lost + greatest(? - next_offset, 0), reused = reused + greatest(next_offset - ?, 0)
      WHERE consumer = ? AND topic_id = ? AND partition = ? AND next_offset = ?
      """;

  private static final String ADVANCE =
      """
      UPDATE readings.consumer_position p
      SET next_offset = b.next, empty = p.empty + b.empty, updated_at = now()
      FROM unnest(?::uuid[], ?::integer[], ?::bigint[], ?::bigint[], ?::bigint[])
        AS b (topic_id, partition, first, next, empty)
      WHERE p.consumer = ? AND p.topic_id = b.topic_id AND p.partition = b.partition
        AND p.next_offset = b.first
      """;

  private final String consumer;
  private final DataSource database;

  Positions(String consumer, DataSource database) {
    this.consumer = consumer;
    this.database = database;
  }

  Map<SourcePartition, Long> read(Set<SourcePartition> partitions) throws SQLException {
    var topicIds =
        partitions.stream().map(SourcePartition::topicId).distinct().toArray(UUID[]::new);
    record Place(UUID topicId, int partition) {}
    var stored = new HashMap<Place, Long>();
    try (var connection = database.getConnection();
        var statement = connection.prepareStatement(READ)) {
      statement.setString(1, consumer);
      statement.setArray(2, connection.createArrayOf("uuid", topicIds));
      try (var result = statement.executeQuery()) {
        while (result.next()) {
          stored.put(
              new Place(result.getObject(1, UUID.class), result.getInt(2)), result.getLong(3));
        }
      }
    }
    var positions = new HashMap<SourcePartition, Long>();
    for (var partition : partitions) {
      Long next = stored.get(new Place(partition.topicId(), partition.partition()));
      if (next != null) {
        positions.put(partition, next);
      }
    }
    return positions;
  }

  /** Makes the stored position be {@code start}, from which the batches then advance it. */
  void begin(SourcePartition partition, @Nullable Long stored, long start)
      throws SQLException, FencedException {
    if (stored != null && stored == start) {
      return;
    }
    int changed;
    try (var connection = database.getConnection();
        var statement = connection.prepareStatement(stored == null ? FIRST : MOVE)) {
      if (stored == null) {
        statement.setString(1, consumer);
        statement.setObject(2, partition.topicId());
        statement.setInt(3, partition.partition());
        statement.setString(4, partition.topic());
        statement.setLong(5, start);
        statement.setLong(6, start);
      } else {
        statement.setLong(1, start);
        statement.setLong(2, start);
        statement.setLong(3, start);
        statement.setString(4, consumer);
        statement.setObject(5, partition.topicId());
        statement.setInt(6, partition.partition());
        statement.setLong(7, stored);
      }
      changed = statement.executeUpdate();
    }
    if (changed != 1) {
      throw new FencedException(Set.of(partition), "somebody else began " + partition);
    }
  }

  /**
   * Moves all positions of a batch from its first offsets to its next ones, in the caller's
   * transaction.
   *
   * @throws FencedException if one is not where this consumer left it
   */
  void advance(Connection connection, Map<SourcePartition, Batch.Range> ranges)
      throws SQLException, FencedException {
    int count = ranges.size();
    var topicIds = new UUID[count];
    var partitions = new Integer[count];
    var first = new Long[count];
    var next = new Long[count];
    var empty = new Long[count];
    int i = 0;
    for (var entry : ranges.entrySet()) {
      topicIds[i] = entry.getKey().topicId();
      partitions[i] = entry.getKey().partition();
      first[i] = entry.getValue().first();
      next[i] = entry.getValue().next();
      empty[i] = entry.getValue().empty();
      i++;
    }
    try (var statement = connection.prepareStatement(ADVANCE)) {
      statement.setArray(1, connection.createArrayOf("uuid", topicIds));
      statement.setArray(2, connection.createArrayOf("integer", partitions));
      statement.setArray(3, connection.createArrayOf("bigint", first));
      statement.setArray(4, connection.createArrayOf("bigint", next));
      statement.setArray(5, connection.createArrayOf("bigint", empty));
      statement.setString(6, consumer);
      int moved = statement.executeUpdate();
      if (moved != count) {
        throw new FencedException(
            ranges.keySet(),
            "%d of %d partitions are not where this consumer left them"
                .formatted(count - moved, count));
      }
    }
  }
}
