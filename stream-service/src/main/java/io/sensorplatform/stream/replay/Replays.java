package io.sensorplatform.stream.replay;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.stream.deadletter.Conditions;
import io.sensorplatform.stream.deadletter.Database;
import io.sensorplatform.stream.deadletter.Letters;
import io.sensorplatform.stream.deadletter.Reach;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Replays as callers see them: asked for, looked at, cancelled. */
final class Replays {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Database database;
  private final Letters letters;

  Replays(Database database, Letters letters) {
    this.database = database;
    this.letters = letters;
  }

  Replay create(VerifiedToken who, Reach reach, ReplayRequest request) {
    var ids = request.selection().ids();
    var filter = request.selection().filter();
    Letters.Extent extent;
    if (ids != null) {
      letters.requireSome(reach, ids);
      extent = new Letters.Extent(ids.size(), ids.getLast());
    } else if (filter != null) {
      extent = letters.extent(reach, filter);
    } else {
      throw new IllegalArgumentException("nothing is selected");
    }
    return database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO readings.dead_letter_replay
                  (subject, subject_tenant, reach, dry_run, overwrite, rate_per_second, letters,
                   filter, total, until_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?) RETURNING %s
                """
                    .formatted(Replay.COLUMNS))
            .params(
                Arrays.asList(
                    who.subject(),
                    who.tenant(),
                    reach.tenant(),
                    request.dryRun(),
                    request.overwrite(),
                    request.ratePerSecond(),
                    ids == null ? null : ids.toArray(Long[]::new),
                    filter == null ? null : JSON.writeValueAsString(filter.toMap()),
                    extent.count(),
                    extent.until()))
            .query(Replay::of)
            .single());
  }

  /** The newest, those with a lesser id than {@code before}, at most so many. */
  List<Replay> page(Reach reach, long before, int limit) {
    var conditions = visible(reach).add("id < ?", before);
    return database.read(jdbc ->
        jdbc.sql(
                "SELECT %s FROM readings.dead_letter_replay WHERE %s ORDER BY id DESC LIMIT ?"
                    .formatted(Replay.COLUMNS, conditions.sql()))
            .params(conditions.parameters(limit))
            .query(Replay::of)
            .list());
  }

  Replay find(Reach reach, long id) {
    var conditions = visible(reach).add("id = ?", id);
    return database
        .read(jdbc ->
            jdbc.sql(
                    "SELECT %s FROM readings.dead_letter_replay WHERE %s"
                        .formatted(Replay.COLUMNS, conditions.sql()))
                .params(conditions.parameters())
                .query(Replay::of)
                .optional())
        .orElseThrow(() ->
            new ProblemException(
                ProblemCode.REPLAY_NOT_FOUND, "There is no replay %d.".formatted(id)));
  }

  /** Ends it soon, unless it has ended. What was sent stays sent. */
  Replay cancel(Reach reach, long id) {
    find(reach, id);
    database.write(jdbc ->
        jdbc.sql(
                """
                UPDATE readings.dead_letter_replay
                SET state = 'cancelled', waiting_for = NULL
                WHERE id = ? AND state = 'running'
                """)
            .param(id)
            .update());
    return find(reach, id);
  }

  private static Conditions visible(Reach reach) {
    var conditions = new Conditions();
    if (reach.tenant() != null) {
      // Of their own tenant, and not of an operator of the whole platform who belongs to it.
      conditions.add("reach = ?", reach.tenant());
    }
    return conditions;
  }
}
