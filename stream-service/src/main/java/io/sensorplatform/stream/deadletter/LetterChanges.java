package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Changes dead letters, each change in one transaction with its record. */
final class LetterChanges {

  private static final int PIECE = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** Of letters that are open and in no replay's hand; who else wants them waits for the row. */
  private static final String DISCARD =
      """
      WITH gone AS (
        UPDATE readings.dead_letter SET state = 'discarded', version = version + 1
        WHERE state = 'open' AND replay_id IS NULL AND id IN (
          SELECT id FROM readings.dead_letter
          WHERE state = 'open' AND replay_id IS NULL AND %s AND id <= ?
          ORDER BY id LIMIT ?)
        RETURNING id)
      INSERT INTO readings.dead_letter_change
        (dead_letter_id, subject, subject_tenant, action, because)
      SELECT id, ?, ?, 'discarded', ? FROM gone
      """;

  /**
   * @param discarded letters that this call discarded
   * @param complete false if there was no time for all of them
   */
  record Discarded(long discarded, boolean complete) {}

  private final Database database;
  private final DeadLetterMetrics metrics;
  private final Verdicts verdicts;
  private final Clock clock;

  LetterChanges(Database database, Verdicts verdicts, DeadLetterMetrics metrics, Clock clock) {
    this.verdicts = verdicts;
    this.database = database;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * @param expected the version that the caller has seen; null if it does not matter to them
   */
  void edit(VerifiedToken who, Reach reach, long id, @Nullable Integer expected, ReadingEdit edit) {
    database.write(jdbc -> {
      var letter = Letters.find(jdbc, reach, id, "FOR UPDATE");
      requireOpen(letter);
      if (expected != null && expected != letter.version()) {
        throw new ProblemException(
            ProblemCode.DEAD_LETTER_CHANGED,
            "Dead letter %d has version %d, not %d.".formatted(id, letter.version(), expected));
      }
      var reading = edit.of(letter);
      if (!verdicts.isInRange(reading)) {
        throw new ProblemException(
            ProblemCode.OBSERVED_AT_OUT_OF_WINDOW, "observedAt is beyond what is stored.");
      }
      jdbc.sql(
              """
              UPDATE readings.dead_letter SET edited = ?, tenant = ?, sensor_id = ?,
                observed_at = ?, version = version + 1 WHERE id = ?
              """)
          .params(
              ReadingCodec.encode(reading),
              reading.tenant(),
              reading.sensorId(),
              Times.column(Times.ofMicros(reading.observedAtMicros())),
              id)
          .update();
      jdbc.sql(
              """
              INSERT INTO readings.dead_letter_change
                (dead_letter_id, subject, subject_tenant, action, before, after)
              VALUES (?, ?, ?, 'edited', ?::jsonb, ?::jsonb)
              """)
          .params(
              Arrays.asList(id, who.subject(), who.tenant(), json(letter.reading()), json(reading)))
          .update();
      return null;
    });
  }

  /** One letter; fails if it is not open. */
  void discard(VerifiedToken who, Reach reach, long id, String because) {
    database.write(jdbc -> {
      requireOpen(Letters.find(jdbc, reach, id, "FOR UPDATE"));
      return discard(who, new Conditions().add("id = ?", id), id, 1, because, jdbc);
    });
    metrics.discarded(1);
  }

  /** All that are open, in pieces, until none is left or the time is up. */
  Discarded discard(VerifiedToken who, Conditions which, String because) {
    long until = database.read(Letters::lastId);
    var end = clock.instant().plus(PATIENCE);
    long discarded = 0;
    while (true) {
      int now = database.write(jdbc -> discard(who, which, until, PIECE, because, jdbc));
      metrics.discarded(now);
      discarded += now;
      if (now < PIECE) {
        return new Discarded(discarded, true);
      }
      if (clock.instant().isAfter(end)) {
        return new Discarded(discarded, false);
      }
    }
  }

  private static int discard(
      VerifiedToken who, Conditions which, long until, int limit, String because, JdbcClient jdbc) {
    return jdbc.sql(DISCARD.formatted(which.sql()))
        .params(which.parameters(until, limit, who.subject(), who.tenant(), because))
        .update();
  }

  private static void requireOpen(Letter letter) {
    if (letter.isHeld()) {
      throw Letters.closed(
          "Dead letter %d is being replayed by replay %d."
              .formatted(letter.id(), letter.replayId()));
    }
    if (!letter.isOpen()) {
      throw Letters.closed("Dead letter %d is %s.".formatted(letter.id(), letter.state()));
    }
  }

  private static @Nullable String json(@Nullable Reading reading) {
    return reading == null ? null : JsonRequest.JSON.writeValueAsString(ReadingText.of(reading));
  }

  /** What happened to a letter, oldest first. */
  List<LetterDetails.Change> history(long id) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT changed_at, subject, subject_tenant, action, because, before, after,
                  replay_id, topic, partition, kafka_offset
                FROM readings.dead_letter_change WHERE dead_letter_id = ? ORDER BY id LIMIT 1000
                """)
            .param(id)
            .query(LetterChanges::change)
            .list());
  }

  private static LetterDetails.Change change(ResultSet row, int number) throws SQLException {
    return new LetterDetails.Change(
        Times.format(row.getObject(1, OffsetDateTime.class).toInstant()),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getObject(8, Long.class),
        row.getString(9),
        row.getObject(10, Integer.class),
        row.getObject(11, Long.class));
  }
}
