package io.sensorplatform.stream.replay;

import io.sensorplatform.stream.deadletter.Database;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which replays this instance works on: those that it owns, while its heartbeat is fresh. Whatever
 * moves a replay first makes sure that it is still owned.
 */
final class ReplayLease {

  /** Somebody else works on this replay now. */
  static final class LostException extends RuntimeException {
    LostException(long replay) {
      super("replay " + replay + " is in other hands", null, false, false);
    }
  }

  private static final String TAKE =
      """
      UPDATE readings.dead_letter_replay SET owner = ?, heartbeat_at = now() WHERE id = (
        SELECT id FROM readings.dead_letter_replay
        WHERE finished_at IS NULL AND id <> ALL (?)
          AND (owner IS NULL OR owner = ? OR heartbeat_at < now() - ? * interval '1 millisecond')
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING %s
      """
          .formatted(Replay.COLUMNS);

  private static final String END =
      """
      UPDATE readings.dead_letter_replay SET owner = NULL, heartbeat_at = NULL, waiting_for = NULL,
        state = CASE state WHEN 'running' THEN 'done' ELSE state END,
        finished_at = now()
      WHERE id = ? AND owner = ?
      """;

  private final Database database;
  private final UUID owner = UUID.randomUUID();

  ReplayLease(Database database) {
    this.database = database;
  }

  /** A replay that nobody works on, besides these. */
  Optional<Replay> take(Set<Long> mine, Duration lease) {
    return database.write(jdbc ->
        jdbc.sql(TAKE)
            .params(owner, mine.toArray(Long[]::new), owner, lease.toMillis())
            .query(Replay::of)
            .optional());
  }

  /** Tells that this instance lives. */
  void heartbeat() {
    database.write(jdbc ->
        jdbc.sql("UPDATE readings.dead_letter_replay SET heartbeat_at = now() WHERE owner = ?")
            .param(owner)
            .update());
  }

  /** Lets another instance go on at once. */
  void release(long replay) {
    database.write(jdbc ->
        jdbc.sql(
                """
                UPDATE readings.dead_letter_replay SET owner = NULL, heartbeat_at = NULL
                WHERE id = ? AND owner = ?
                """)
            .params(replay, owner)
            .update());
  }

  Replay now(Replay replay) {
    return database
        .read(jdbc ->
            jdbc.sql(
                    "SELECT %s FROM readings.dead_letter_replay WHERE id = ? AND owner = ?"
                        .formatted(Replay.COLUMNS))
                .params(replay.id(), owner)
                .query(Replay::of)
                .optional())
        .orElseThrow(() -> new LostException(replay.id()));
  }

  /** Says what the replay waits for. */
  void waiting(Replay replay, String reason) {
    database.write(jdbc ->
        jdbc.sql(
                """
                UPDATE readings.dead_letter_replay SET waiting_for = ?, heartbeat_at = now()
                WHERE id = ? AND owner = ?
                """)
            .params(reason, replay.id(), owner)
            .update());
  }

  /** Nothing is left to do; letters that are still held are let go. */
  void end(Replay replay) {
    database.write(jdbc -> {
      jdbc.sql(
              """
              UPDATE readings.dead_letter SET replay_id = NULL
              WHERE id > ? AND id <= ? AND state = 'open' AND replay_id = ?
              """)
          .params(replay.lastId(), replay.until(), replay.id())
          .update();
      return jdbc.sql(END).params(replay.id(), owner).update();
    });
  }

  /** As it stands now; also keeps others from taking it until the transaction ends. */
  Replay require(JdbcClient jdbc, Replay replay) {
    return jdbc.sql(
            "SELECT %s FROM readings.dead_letter_replay WHERE id = ? AND owner = ? FOR UPDATE"
                .formatted(Replay.COLUMNS))
        .params(replay.id(), owner)
        .query(Replay::of)
        .optional()
        .orElseThrow(() -> new LostException(replay.id()));
  }
}
