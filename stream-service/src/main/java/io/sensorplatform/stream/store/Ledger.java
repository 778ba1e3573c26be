package io.sensorplatform.stream.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** What became of every offset, kept beside the rows: by partition, tenant and hour. */
final class Ledger {

  /** In the order of the key: nobody waits, but a lock held by hand should not deadlock either. */
  private static final String MOVE =
      """
      INSERT INTO readings.ledger AS l
        (topic_id, topic, partition, tenant, hour, stored, replaced, dead_lettered)
      SELECT * FROM unnest(
        ?::uuid[], ?::text[], ?::integer[], ?::text[], ?::timestamptz[],
        ?::bigint[], ?::bigint[], ?::bigint[]) AS b (topic_id, topic, partition, tenant, hour)
      ORDER BY topic_id, partition, tenant COLLATE "C", hour
      ON CONFLICT (topic_id, partition, tenant, hour) DO UPDATE SET
        stored = l.stored + excluded.stored,
        replaced = l.replaced + excluded.replaced,
        dead_lettered = l.dead_lettered + excluded.dead_lettered
      """;

  /** Adds a batch's counts, in the caller's transaction. */
  void move(Connection connection, Tally tally) throws SQLException {
    int count = tally.entries().size();
    var topicIds = new UUID[count];
    var topics = new String[count];
    var partitions = new Integer[count];
    var tenants = new String[count];
    var hours = new String[count];
    var stored = new Long[count];
    var replaced = new Long[count];
    var deadLettered = new Long[count];
    int i = 0;
    for (var entry : tally.entries().entrySet()) {
      var partition = entry.getKey().partition();
      var account = entry.getKey().account();
      topicIds[i] = partition.topicId();
      topics[i] = partition.topic();
      partitions[i] = partition.partition();
      tenants[i] = account.tenant();
      hours[i] = Instant.ofEpochSecond(account.hour()).atOffset(ZoneOffset.UTC).toString();
      stored[i] = entry.getValue().stored;
      replaced[i] = entry.getValue().replaced;
      deadLettered[i] = entry.getValue().deadLettered;
      i++;
    }
    try (var statement = connection.prepareStatement(MOVE)) {
      statement.setArray(1, connection.createArrayOf("uuid", topicIds));
      statement.setArray(2, connection.createArrayOf("text", topics));
      statement.setArray(3, connection.createArrayOf("integer", partitions));
      statement.setArray(4, connection.createArrayOf("text", tenants));
      statement.setArray(5, connection.createArrayOf("timestamptz", hours));
      statement.setArray(6, connection.createArrayOf("bigint", stored));
      statement.setArray(7, connection.createArrayOf("bigint", replaced));
      statement.setArray(8, connection.createArrayOf("bigint", deadLettered));
      statement.executeUpdate();
    }
  }
}
