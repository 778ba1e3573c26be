package io.sensorplatform.stream.deadletter;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads dead letters. */
public final class Letters {

  private final Database database;

  Letters(Database database) {
    this.database = database;
  }

  /**
   * The newest letters of a filter, those with a lesser id than {@code before}, at most so many.
   */
  List<Letter> page(Reach reach, LetterFilter filter, long before, int limit) {
    var conditions = filter.conditions(reach).add("id < ?", before);
    return database.read(jdbc ->
        jdbc.sql(
                "SELECT %s FROM readings.dead_letter WHERE %s ORDER BY id DESC LIMIT ?"
                    .formatted(Letter.SHORT, conditions.sql()))
            .params(conditions.parameters(limit))
            .query(Letter::of)
            .list());
  }

  /**
   * @throws ProblemException DEAD_LETTER_NOT_FOUND, also if the caller may not see it
   */
  Letter find(Reach reach, long id) {
    return database.read(jdbc -> find(jdbc, reach, id, ""));
  }

  static Letter find(JdbcClient jdbc, Reach reach, long id, String lock) {
    var conditions = new Conditions().add("id = ?", id);
    reach.addTo(conditions);
    return jdbc.sql(
            "SELECT %s FROM readings.dead_letter WHERE %s %s"
                .formatted(Letter.WHOLE, conditions.sql(), lock))
        .params(conditions.parameters())
        .query(Letter::of)
        .optional()
        .orElseThrow(() -> notFound(id));
  }

  /** The letter that the replay of this one ended in. */
  @Nullable Long laterThan(long id) {
    return database.read(jdbc ->
        jdbc.sql(
                "SELECT id FROM readings.dead_letter WHERE earlier_id = ? ORDER BY id DESC LIMIT 1")
            .param(id)
            .query(Long.class)
            .optional()
            .orElse(null));
  }

  /**
   * That the caller sees all of these, and one at least is open.
   *
   * @throws ProblemException DEAD_LETTER_NOT_FOUND or DEAD_LETTER_CLOSED
   */
  public void requireSome(Reach reach, Collection<Long> ids) {
    var conditions = new Conditions().add("id = ANY (?)", (Object) ids.toArray(Long[]::new));
    reach.addTo(conditions);
    var open = new TreeMap<Long, Boolean>();
    database.read(jdbc -> {
      jdbc.sql(
              "SELECT id, state = 'open' AND replay_id IS NULL FROM readings.dead_letter WHERE "
                  + conditions.sql())
          .params(conditions.parameters())
          .query(row -> {
            open.put(row.getLong(1), row.getBoolean(2));
          });
      return open;
    });
    if (open.size() < ids.size()) {
      var missing = new HashSet<>(ids);
      missing.removeAll(open.keySet());
      throw notFound(missing.stream().min(Long::compare).orElseThrow());
    }
    if (!open.containsValue(true)) {
      throw closed(
          open.size() == 1
              ? "Dead letter %d is closed, or being replayed.".formatted(open.firstKey())
              : "All %d dead letters are closed, or being replayed.".formatted(open.size()));
    }
  }

  /** How many letters of a filter there are, and the greatest id of all letters now. */
  public Extent extent(Reach reach, LetterFilter filter) {
    var conditions = filter.conditions(reach);
    return database.read(jdbc -> {
      long until = lastId(jdbc);
      long count =
          jdbc.sql(
                  "SELECT count(*) FROM readings.dead_letter WHERE %s AND id <= ?"
                      .formatted(conditions.sql()))
              .params(conditions.parameters(until))
              .query(Long.class)
              .single();
      return new Extent(count, until);
    });
  }

  /**
   * @param until letters with a greater id came later
   */
  public record Extent(long count, long until) {}

  /** The next letters in the order of their ids, without payloads that cannot be readings. */
  public List<Letter> next(Conditions conditions, long after, long until, int limit) {
    conditions.add("id > ? AND id <= ?", after, until);
    return database.read(jdbc ->
        jdbc.sql(
                "SELECT %s FROM readings.dead_letter WHERE %s ORDER BY id LIMIT ?"
                    .formatted(Letter.SHORT, conditions.sql()))
            .params(conditions.parameters(limit))
            .query(Letter::of)
            .list());
  }

  /** Open letters by reason. */
  Map<String, Long> open() {
    return database.read(jdbc -> {
      var counts = new TreeMap<String, Long>();
      jdbc.sql("SELECT reason, count(*) FROM readings.dead_letter WHERE state = 'open' GROUP BY 1")
          .query(row -> {
            counts.put(row.getString(1), row.getLong(2));
          });
      return counts;
    });
  }

  static long lastId(JdbcClient jdbc) {
    return jdbc.sql("SELECT coalesce(max(id), 0) FROM readings.dead_letter")
        .query(Long.class)
        .single();
  }

  static ProblemException notFound(long id) {
    return new ProblemException(
        ProblemCode.DEAD_LETTER_NOT_FOUND, "There is no dead letter %d.".formatted(id));
  }

  static ProblemException closed(String detail) {
    return new ProblemException(ProblemCode.DEAD_LETTER_CLOSED, detail);
  }
}
