package io.sensorplatform.stream.catalogue;

import io.sensorplatform.stream.objects.ArchivedObject;
import io.sensorplatform.stream.objects.HourlyCounts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The archive's objects in PostgreSQL. */
public final class Catalogue {

  private static final String INSERT =
      """
      INSERT INTO readings.archive_object (topic_id, partition, start_offset, end_offset, records,
        undecodable, bytes, min_observed_at, max_observed_at, created_at, topic, key)
      VALUES (:topicId, :partition, :start, :end, :records, :undecodable, :bytes, :min, :max,
        :created, :topic, :key)
      ON CONFLICT DO NOTHING
      """;

  private static final String INSERT_COUNTS =
      """
      INSERT INTO readings.archive_count (topic_id, partition, start_offset, tenant, hour, archived)
      SELECT :topicId, :partition, :start, c.tenant, to_timestamp(c.hour * 3600.0), c.readings
      FROM unnest(CAST(:tenants AS text[]), CAST(:hours AS bigint[]), CAST(:readings AS bigint[]))
        AS c (tenant, hour, readings)
      ON CONFLICT DO NOTHING
      """;

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

  private final JdbcClient database;
  private final TransactionTemplate transactions;

  public Catalogue(JdbcClient database, TransactionTemplate transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  /** Notes an object with its counts, unless it is there already; true if it was not. */
  boolean add(ArchivedObject object, HourlyCounts counts) {
    return Boolean.TRUE.equals(transactions.execute(transaction -> insert(object, counts)));
  }

  private boolean insert(ArchivedObject object, HourlyCounts counts) {
    var contents = object.contents();
    var partition = contents.partition();
    boolean rows = contents.count() > 0;
    int added =
        database
            .sql(INSERT)
            .param("topicId", partition.topicId())
            .param("partition", partition.partition())
            .param("start", contents.startOffset())
            .param("end", contents.endOffset())
            .param("records", contents.records())
            .param("undecodable", contents.undecodable())
            .param("bytes", object.bytes())
            .param("min", rows ? time(contents.minObservedAt()) : null)
            .param("max", rows ? time(contents.maxObservedAt()) : null)
            .param("created", object.createdAt().atOffset(ZoneOffset.UTC))
            .param("topic", partition.topic())
            .param("key", object.key())
            .update();
    if (added == 0) {
      return false;
    }
    var entries = counts.entries();
    database
        .sql(INSERT_COUNTS)
        .param("topicId", partition.topicId())
        .param("partition", partition.partition())
        .param("start", contents.startOffset())
        .param("tenants", entries.stream().map(HourlyCounts.Entry::tenant).toArray(String[]::new))
        .param("hours", entries.stream().map(HourlyCounts.Entry::hour).toArray(Long[]::new))
        .param("readings", entries.stream().map(HourlyCounts.Entry::readings).toArray(Long[]::new))
        .update();
    return true;
  }

  /** The start offsets of the partition's objects between these two, inclusive. */
  Set<Long> starts(String topic, int partition, long from, long to) {
    return new TreeSet<>(
        database
            .sql(
                """
                SELECT start_offset FROM readings.archive_object
                WHERE topic = :topic AND partition = :partition
                  AND start_offset BETWEEN :from AND :to
                """)
            .param("topic", topic)
            .param("partition", partition)
            .param("from", from)
            .param("to", to)
            .query((row, ignored) -> row.getLong(1))
            .list());
  }

  /** A partition's objects that start between these offsets, inclusive, in order. */
  public List<CataloguedObject> objects(String topic, int partition, long from, long to, int most) {
    return page(new ObjectsQuery(topic, partition, null, null, most), partition, from, to);
  }

  /** Partitions of the topic that have objects. */
  public List<Integer> partitions(String topic) {
    return database
        .sql(
            """
            SELECT DISTINCT partition FROM readings.archive_object WHERE topic = ? ORDER BY 1
            """)
        .param(topic)
        .query((row, ignored) -> row.getInt(1))
        .list();
  }

  /** What is asked for, in the order of partition and offset, from this object on. */
  List<CataloguedObject> page(ObjectsQuery query, int fromPartition, long fromOffset) {
    return page(query, fromPartition, fromOffset, Long.MAX_VALUE);
  }

  private List<CataloguedObject> page(
      ObjectsQuery query, int fromPartition, long fromOffset, long toOffset) {
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

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime offsetTime(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
