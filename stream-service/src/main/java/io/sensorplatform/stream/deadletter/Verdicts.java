package io.sensorplatform.stream.deadletter;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.store.WriterSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a replay would do with letters, told before it does. */
public final class Verdicts {

  private static final String STORED =
      """
      SELECT l.number, r.value, r.unit, r.received_at
      FROM unnest(?::integer[], ?::text[], ?::text[], ?::timestamptz[])
        AS l (number, tenant, sensor_id, observed_at)
      JOIN readings.series s USING (tenant, sensor_id)
      JOIN readings.reading r ON r.series_key = s.series_key AND r.observed_at = l.observed_at
      """;

  /** What stands in the table for the same sensor and instant. */
  public record Stored(double value, @Nullable String unit, Instant receivedAt) {}

  /**
   * @param reading what would be sent; null if the bytes are no reading
   * @param skip why it would not be sent: a stable code; null if it would
   */
  public record Verdict(
      Letter letter, @Nullable Reading reading, @Nullable Stored stored, @Nullable String skip) {}

  public static final String CLOSED = "closed";
  public static final String HELD = "held";
  static final String STILL_MALFORMED = "still-malformed";
  static final String STILL_OUT_OF_RANGE = "still-out-of-range";
  static final String SUPERSEDED = "superseded";

  private final Database database;
  private final WriterSettings writer;
  private final Clock clock;

  Verdicts(Database database, WriterSettings writer, Clock clock) {
    this.database = database;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * @param overwrite send a reading also if what is stored for its instant was received later
   * @param replayId the replay that asks, which may hold the letters; null if none does
   */
  public List<Verdict> of(List<Letter> letters, boolean overwrite, @Nullable Long replayId) {
    var readings = new ArrayList<@Nullable Reading>();
    letters.forEach(letter -> readings.add(letter.reading()));
    var stored = stored(readings);
    var verdicts = new ArrayList<Verdict>();
    for (int i = 0; i < letters.size(); i++) {
      var letter = letters.get(i);
      var reading = readings.get(i);
      var there = stored.get(i);
      verdicts.add(
          new Verdict(letter, reading, there, skip(letter, reading, there, overwrite, replayId)));
    }
    return verdicts;
  }

  private @Nullable String skip(
      Letter letter,
      @Nullable Reading reading,
      @Nullable Stored stored,
      boolean overwrite,
      @Nullable Long replayId) {
    if (!letter.isOpen()) {
      return CLOSED;
    }
    if (letter.isHeld() && !Objects.equals(letter.replayId(), replayId)) {
      return HELD;
    }
    if (reading == null) {
      return STILL_MALFORMED;
    }
    if (!isInRange(reading)) {
      return STILL_OUT_OF_RANGE;
    }
    boolean superseded =
        stored != null && stored.receivedAt().isAfter(Times.ofMicros(reading.receivedAtMicros()));
    return superseded && !overwrite ? SUPERSEDED : null;
  }

  /** Whether the writer would take it. */
  boolean isInRange(Reading reading) {
    var now = clock.instant();
    var observedAt = Times.ofMicros(reading.observedAtMicros());
    return !observedAt.isBefore(now.minus(writer.retention()))
        && !observedAt.isAfter(now.plus(writer.newest()));
  }

  private Map<Integer, Stored> stored(List<@Nullable Reading> readings) {
    var numbers = new ArrayList<Integer>();
    var tenants = new ArrayList<String>();
    var sensors = new ArrayList<String>();
    var instants = new ArrayList<String>();
    for (int i = 0; i < readings.size(); i++) {
      var reading = readings.get(i);
      if (reading != null && isInRange(reading)) {
        numbers.add(i);
        tenants.add(reading.tenant());
        sensors.add(reading.sensorId());
        instants.add(Times.ofMicros(reading.observedAtMicros()).toString());
      }
    }
    var found = new HashMap<Integer, Stored>();
    if (numbers.isEmpty()) {
      return found;
    }
    return database.read(jdbc -> {
      jdbc.sql(STORED)
          .params(
              numbers.toArray(Integer[]::new),
              tenants.toArray(String[]::new),
              sensors.toArray(String[]::new),
              instants.toArray(String[]::new))
          .query(row -> {
            found.put(
                row.getInt(1),
                new Stored(
                    row.getDouble(2),
                    row.getString(3),
                    row.getObject(4, OffsetDateTime.class).toInstant()));
          });
      return found;
    });
  }
}
