package io.sensorplatform.stream.replay;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.sensorplatform.stream.deadletter.Reach;
import io.sensorplatform.stream.deadletter.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A replay and how far it is.
 *
 * @param total letters that it was asked for
 * @param replayed sent and acknowledged, or in a dry run: would be sent
 * @param skipped not sent, by reason, as a JSON object
 * @param failed refused by Kafka for good; they stay open
 * @param waitingFor what it waits for; left out while it works
 * @param reach whose letters it may touch
 * @param lastId letters up to here are dealt with
 * @param until letters beyond are none of its
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Replay(
    long id,
    State state,
    boolean dryRun,
    boolean overwrite,
    int ratePerSecond,
    long total,
    long replayed,
    @JsonRawValue String skipped,
    long failed,
    @Nullable String waitingFor,
    String subject,
    String tenant,
    @JsonRawValue @Nullable String query,
    String createdAt,
    @Nullable String finishedAt,
    @JsonIgnore @Nullable List<Long> letters,
    @JsonIgnore Reach reach,
    @JsonIgnore long lastId,
    @JsonIgnore long until) {

  enum State {
    running,
    done,
    cancelled
  }

  /**
   * @param next what to send as {@code cursor} for the next page; null if this is the last
   */
  record Page(List<Replay> items, @Nullable String next) {}

  private static final JsonMapper JSON = JsonMapper.shared();

  static final String COLUMNS =
      """
      id, state, dry_run, overwrite, rate_per_second, total, replayed, skipped, failed,
      waiting_for, subject, subject_tenant, filter, created_at, finished_at, letters, reach,
      last_id, until_id\
      """;

  /** Letters that were not sent, for any reason. */
  long skippedCount() {
    return JSON.readTree(skipped).valueStream().mapToLong(JsonNode::asLong).sum();
  }

  static Replay of(ResultSet row, int number) throws SQLException {
    var letters = row.getArray("letters");
    var finishedAt = row.getObject("finished_at", OffsetDateTime.class);
    return new Replay(
        row.getLong("id"),
        State.valueOf(row.getString("state")),
        row.getBoolean("dry_run"),
        row.getBoolean("overwrite"),
        row.getInt("rate_per_second"),
        row.getLong("total"),
        row.getLong("replayed"),
        row.getString("skipped"),
        row.getLong("failed"),
        row.getString("waiting_for"),
        row.getString("subject"),
        row.getString("subject_tenant"),
        row.getString("filter"),
        Times.format(row.getObject("created_at", OffsetDateTime.class).toInstant()),
        finishedAt == null ? null : Times.format(finishedAt.toInstant()),
        letters == null ? null : List.of((Long[]) letters.getArray()),
        new Reach(row.getString("reach")),
        row.getLong("last_id"),
        row.getLong("until_id"));
  }
}
