package io.sensorplatform.stream.deadletter;

import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it is kept.
 *
 * @param recordedAt the Kafka record's timestamp
 * @param attempts how often the reading was tried
 * @param earlierId the letter whose replay this one came from
 * @param version grows with each change
 * @param payload the record's bytes; null if it had none, or they were not asked for
 * @param edited the reading that stands in for the payload
 * @param replayId the replay that holds the letter, or replayed it
 */
public record Letter(
    long id,
    String topic,
    int partition,
    long offset,
    String reason,
    String detail,
    @Nullable String tenant,
    @Nullable String sensorId,
    @Nullable Instant observedAt,
    Instant createdAt,
    @Nullable Instant recordedAt,
    int attempts,
    @Nullable Long earlierId,
    LetterFilter.State state,
    int version,
    @Nullable String traceparent,
    byte @Nullable [] key,
    byte @Nullable [] payload,
    byte @Nullable [] edited,
    @Nullable Long replayId) {

  private static final String ABOUT =
      """
      id, topic, partition, kafka_offset, reason, detail, tenant, sensor_id, observed_at,
      created_at, recorded_at, attempts, earlier_id, state, version, traceparent, record_key,
      edited, replay_id,
      """;

  /** All columns. */
  static final String WHOLE = ABOUT + "payload";

  /** No reading is longer: bytes beyond that are left where they are. */
  static final String SHORT = ABOUT + "CASE WHEN octet_length(payload) <= 1024 THEN payload END";

  static Letter of(ResultSet row, int number) throws SQLException {
    return new Letter(
        row.getLong("id"),
        row.getString("topic"),
        row.getInt("partition"),
        row.getLong("kafka_offset"),
        row.getString("reason"),
        row.getString("detail"),
        row.getString("tenant"),
        row.getString("sensor_id"),
        instant(row, "observed_at"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "recorded_at"),
        row.getInt("attempts"),
        row.getObject("earlier_id", Long.class),
        LetterFilter.State.valueOf(row.getString("state")),
        row.getInt("version"),
        row.getString("traceparent"),
        row.getBytes("record_key"),
        row.getBytes(20),
        row.getBytes("edited"),
        row.getObject("replay_id", Long.class));
  }

  /** The reading that a replay sends; null if the bytes are none and nobody has edited them. */
  public @Nullable Reading reading() {
    return decoded(edited == null ? payload : edited);
  }

  /** The reading as it came; null if the bytes are none. */
  @Nullable Reading original() {
    return decoded(payload);
  }

  boolean isOpen() {
    return state == LetterFilter.State.open;
  }

  /** Whether a replay is about to send it. */
  boolean isHeld() {
    return isOpen() && replayId != null;
  }

  /** Of the trace that the reading came with; null if it came without. */
  @Nullable String traceId() {
    return traceparent != null && traceparent.matches("[0-9a-f]{2}-[0-9a-f]{32}-.*")
        ? traceparent.substring(3, 35)
        : null;
  }

  private static @Nullable Reading decoded(byte @Nullable [] bytes) {
    try {
      return bytes == null ? null : ReadingCodec.decode(bytes);
    } catch (MalformedReadingException e) {
      return null;
    }
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var found = row.getObject(column, OffsetDateTime.class);
    return found == null ? null : found.toInstant();
  }
}
