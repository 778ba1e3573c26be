package io.sensorplatform.stream.catalogue;

import io.sensorplatform.stream.catalogue.PartitionSummary.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the objects of each partition touch: by the tables, which S3's listing keeps true. */
final class GapCheck {

  /** Ranges told of each partition at most; {@code ./platform archive verify} tells all. */
  private static final int MOST_RANGES = 100;

  private static final String SUMMARY =
      """
      SELECT topic, topic_id, partition, min(start_offset) AS first, max(end_offset) + 1 AS next,
        count(*) AS objects, sum(records) AS records, sum(undecodable) AS undecodable,
        sum(bytes) AS bytes
      FROM readings.archive_object
      WHERE CAST(:topic AS text) IS NULL OR topic = :topic
      GROUP BY topic, topic_id, partition ORDER BY topic, partition, topic_id
      """;

  /** An object starts behind, or before, the furthest end of all that start before it. */
  private static final String BREAKS =
      """
      SELECT topic_id, partition, start_offset, end_offset, covered FROM (
        SELECT topic_id, partition, start_offset, end_offset,
          max(end_offset) OVER (PARTITION BY topic_id, partition ORDER BY start_offset
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
        FROM readings.archive_object
        WHERE CAST(:topic AS text) IS NULL OR topic = :topic) o
      WHERE start_offset <> covered + 1
      ORDER BY topic_id, partition, start_offset
      """;

  private record Place(UUID topicId, int partition) {}

  private record Found(List<Range> gaps, List<Range> overlaps) {
    Found() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private GapCheck() {}

  /** Every partition that has objects, without what only Kafka knows. */
  static List<PartitionSummary> partitions(JdbcClient database, @Nullable String topic) {
    var breaks = breaks(database, topic);
    return database
        .sql(SUMMARY)
        .param("topic", topic)
        .query((row, ignored) ->
            new PartitionSummary(
                row.getString("topic"),
                row.getObject("topic_id", UUID.class),
                row.getInt("partition"),
                row.getLong("first"),
                row.getLong("next"),
                row.getLong("objects"),
                row.getLong("records"),
                row.getLong("undecodable"),
                row.getLong("bytes"),
                List.of(),
                List.of(),
                null,
                null))
        .stream()
        .map(summary -> {
          var found = breaks.get(new Place(summary.topicId(), summary.partition()));
          return found == null ? summary : summary.with(found.gaps(), found.overlaps());
        })
        .toList();
  }

  private static Map<Place, Found> breaks(JdbcClient database, @Nullable String topic) {
    var breaks = new HashMap<Place, Found>();
    database
        .sql(BREAKS)
        .param("topic", topic)
        .query(row -> {
          var found =
              breaks.computeIfAbsent(
                  new Place(row.getObject("topic_id", UUID.class), row.getInt("partition")),
                  ignored -> new Found());
          long start = row.getLong("start_offset");
          long covered = row.getLong("covered");
          if (start > covered) {
            note(found.gaps(), new Range(covered + 1, start - 1));
          } else {
            note(found.overlaps(), new Range(start, Math.min(covered, row.getLong("end_offset"))));
          }
        });
    return breaks;
  }

  private static void note(List<Range> ranges, Range range) {
    if (ranges.size() < MOST_RANGES) {
      ranges.add(range);
    }
  }
}
