package io.sensorplatform.stream.catalogue;

import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.stream.query.StoreQueries;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What PostgreSQL knows of the archive's objects. Everything here is a {@link ProblemException}
 * when PostgreSQL does not answer soon.
 */
public final class Catalogue {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final RowMapper<CataloguedObject> OBJECT =
      (row, ignored) ->
          new CataloguedObject(
              row.getString("topic"),
              row.getObject("topic_id", java.util.UUID.class),
              row.getInt("partition"),
              row.getLong("start_offset"),
              row.getLong("end_offset"),
              row.getLong("records"),
              row.getLong("undecodable"),
              row.getLong("bytes"),
              instant(row.getObject("min_observed_at", OffsetDateTime.class)),
              instant(row.getObject("max_observed_at", OffsetDateTime.class)),
              row.getObject("created_at", OffsetDateTime.class).toInstant(),
              row.getString("key"));

  private final StoreQueries store;

  public Catalogue(StoreQueries store) {
    this.store = store;
  }

  /** A partition's objects that start between these offsets, inclusive, in order. */
  public List<CataloguedObject> objects(String topic, int partition, long from, long to, int most) {
    var query = new ObjectsQuery(topic, partition, null, null, most);
    return store.ask(PATIENCE, database -> page(database, query, partition, from, to));
  }

  /** Partitions of the topic that have objects. */
  public List<Integer> partitions(String topic) {
    return store.ask(
        PATIENCE,
        database ->
            database
                .sql(
                    """
                    SELECT DISTINCT partition FROM readings.archive_object
                    WHERE topic = ? ORDER BY 1
                    """)
                .param(topic)
                .query((row, ignored) -> row.getInt(1))
                .list());
  }

  /** What is asked for, in the order of partition and offset, from this object on. */
  List<CataloguedObject> page(ObjectsQuery query, int fromPartition, long fromOffset) {
    return store.ask(
        PATIENCE, database -> page(database, query, fromPartition, fromOffset, Long.MAX_VALUE));
  }

  /** Every partition of the topic that has objects; of every topic if it is null. */
  List<PartitionSummary> summaries(@Nullable String topic) {
    return store.ask(PATIENCE, database -> GapCheck.partitions(database, topic));
  }

  private static List<CataloguedObject> page(
      JdbcClient database, ObjectsQuery query, int fromPartition, long fromOffset, long toOffset) {
    return database
        .sql(
            """
            SELECT * FROM readings.archive_object
            WHERE topic = :topic
              AND (partition, start_offset) >= (:fromPartition, :fromOffset)
              AND start_offset <= :toOffset
              AND (CAST(:partition AS integer) IS NULL OR partition = :partition)
              AND (CAST(:from AS timestamptz) IS NULL OR max_observed_at >= :from)
              AND (CAST(:to AS timestamptz) IS NULL OR min_observed_at < :to)
            ORDER BY partition, start_offset
            LIMIT :most
            """)
        .param("topic", query.topic())
        .param("partition", query.partition())
        .param("from", offsetTime(query.from()))
        .param("to", offsetTime(query.to()))
        .param("fromPartition", fromPartition)
        .param("fromOffset", fromOffset)
        .param("toOffset", toOffset)
        .param("most", query.limit())
        .query(OBJECT)
        .list();
  }

  private static @Nullable OffsetDateTime offsetTime(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
