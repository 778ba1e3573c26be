package io.sensorplatform.stream.catalogue;

import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchivedObject;
import io.sensorplatform.stream.objects.HourlyCounts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Notes objects in the catalogue. */
final class CatalogueWriter {

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

  private final JdbcClient database;
  private final TransactionTemplate transactions;

  CatalogueWriter(JdbcClient database, TransactionTemplate transactions) {
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

  /** The keys of the partition's objects that start between these two, inclusive, in order. */
  Set<String> keys(SourcePartition partition, long from, long to) {
    return new LinkedHashSet<>(
        database
            .sql(
                """
                SELECT key FROM readings.archive_object
                WHERE topic_id = :topicId AND partition = :partition
                  AND start_offset BETWEEN :from AND :to
                ORDER BY start_offset
                """)
            .param("topicId", partition.topicId())
            .param("partition", partition.partition())
            .param("from", from)
            .param("to", to)
            .query(String.class)
            .list());
  }

  private static OffsetDateTime time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}
