package io.sensorplatform.stream.replay;

import io.sensorplatform.stream.deadletter.Conditions;
import io.sensorplatform.stream.deadletter.Database;
import io.sensorplatform.stream.deadletter.Letter;
import io.sensorplatform.stream.deadletter.LetterFilter;
import io.sensorplatform.stream.deadletter.Letters;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pieces of a replay. Each is recorded in one transaction that only the owner can make, so of
 * two instances that take a replay for theirs only one moves it. A letter is held (replay_id) from
 * before it is sent until that is recorded: nobody edits or discards it meanwhile.
 */
final class ReplayWork {

  /**
   * What became of some letters.
   *
   * @param sent where each of them stands on Kafka now
   * @param released letters that were held, and not sent
   * @param skipped by reason
   * @param failed refused for good
   * @param lastId all letters up to here are dealt with
   */
  record Step(
      Map<Long, RecordMetadata> sent,
      Collection<Long> released,
      Map<String, Long> skipped,
      long wouldReplay,
      long failed,
      long lastId) {}

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String MARK =
      """
      WITH sent AS (
        SELECT * FROM unnest(?::bigint[], ?::text[], ?::integer[], ?::bigint[])
          AS s (id, topic, partition, kafka_offset)),
      marked AS (
        UPDATE readings.dead_letter l SET state = 'replayed', version = version + 1
        FROM sent WHERE l.id = sent.id AND l.state = 'open' AND l.replay_id = ? RETURNING l.id)
      INSERT INTO readings.dead_letter_change
        (dead_letter_id, subject, subject_tenant, action, replay_id, topic, partition, kafka_offset)
      SELECT id, ?, ?, 'replayed', ?, topic, partition, kafka_offset FROM marked JOIN sent USING (id)
      """;

  private static final String RECORD =
      """
      UPDATE readings.dead_letter_replay SET
        replayed = replayed + ?, failed = failed + ?, last_id = greatest(last_id, ?),
        waiting_for = NULL, heartbeat_at = now(),
        skipped = coalesce((
          SELECT jsonb_object_agg(reason, letters) FROM (
            SELECT key AS reason, sum(value::bigint) AS letters
            FROM (SELECT * FROM jsonb_each_text(skipped)
                  UNION ALL SELECT * FROM jsonb_each_text(?::jsonb)) AS one
            GROUP BY key) AS summed), '{}')
      WHERE id = ? RETURNING %s
      """
          .formatted(Replay.COLUMNS);

  private final Database database;
  private final Letters letters;
  private final ReplayLease lease;

  ReplayWork(Database database, Letters letters, ReplayLease lease) {
    this.lease = lease;
    this.database = database;
    this.letters = letters;
  }

  /** The letters that come next. */
  List<Letter> next(Replay replay, int limit) {
    Conditions conditions;
    var ids = replay.letters();
    if (ids != null) {
      conditions = new Conditions().add("id = ANY (?)", (Object) ids.toArray(Long[]::new));
      if (replay.reach().tenant() != null) {
        conditions.add("tenant = ?", replay.reach().tenant());
      }
    } else {
      conditions =
          LetterFilter.ofJson(JSON.readTree(String.valueOf(replay.query())))
              .conditions(replay.reach());
    }
    return letters.next(conditions, replay.lastId(), replay.until(), limit);
  }

  /** Holds these letters; those that somebody else closed or holds are missing in the answer. */
  Set<Long> hold(Replay replay, Collection<Long> ids) {
    if (ids.isEmpty()) {
      return Set.of();
    }
    return database.write(jdbc -> {
      var _ = lease.require(jdbc, replay);
      return new HashSet<>(
          jdbc.sql(
                  """
                  UPDATE readings.dead_letter SET replay_id = ?
                  WHERE id = ANY (?) AND state = 'open' AND (replay_id IS NULL OR replay_id = ?)
                  RETURNING id
                  """)
              .params(replay.id(), ids.toArray(Long[]::new), replay.id())
              .query(Long.class)
              .list());
    });
  }

  /** Records a step, all of it or nothing, and once: the answer to a COMMIT may have been lost. */
  Replay record(Replay replay, Step step) {
    return database.write(jdbc -> {
      var now = lease.require(jdbc, replay);
      if (now.lastId() != replay.lastId()) {
        return now;
      }
      long replayed = step.wouldReplay() + (step.sent().isEmpty() ? 0 : mark(jdbc, replay, step));
      letGo(jdbc, replay, step.released());
      return jdbc.sql(RECORD)
          .params(
              replayed,
              step.failed(),
              step.lastId(),
              JSON.writeValueAsString(step.skipped()),
              replay.id())
          .query(Replay::of)
          .single();
    });
  }

  private int mark(JdbcClient jdbc, Replay replay, Step step) {
    var ids = step.sent().keySet().toArray(Long[]::new);
    var places = Arrays.stream(ids).map(id -> place(step, id)).toList();
    return jdbc.sql(MARK)
        .params(
            ids,
            places.stream().map(RecordMetadata::topic).toArray(String[]::new),
            places.stream().map(RecordMetadata::partition).toArray(Integer[]::new),
            places.stream().map(RecordMetadata::offset).toArray(Long[]::new),
            replay.id(),
            replay.subject(),
            replay.tenant(),
            replay.id())
        .update();
  }

  private static RecordMetadata place(Step step, Long id) {
    @Nullable RecordMetadata place = step.sent().get(id);
    if (place == null) {
      throw new IllegalArgumentException("letter " + id + " was not sent");
    }
    return place;
  }

  private static void letGo(JdbcClient jdbc, Replay replay, Collection<Long> ids) {
    if (!ids.isEmpty()) {
      jdbc.sql(
              """
              UPDATE readings.dead_letter SET replay_id = NULL
              WHERE id = ANY (?) AND state = 'open' AND replay_id = ?
              """)
          .params(ids.toArray(Long[]::new), replay.id())
          .update();
    }
  }
}
