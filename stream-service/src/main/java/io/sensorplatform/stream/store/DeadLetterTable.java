package io.sensorplatform.stream.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.reading.SensorId;
import io.sensorplatform.reading.Tenant;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Keeps dead letters, many in one statement: a batch of nothing else must not stall the writer. */
final class DeadLetterTable {

  private static final String BURY =
      """
      INSERT INTO readings.dead_letter
        (consumer, topic, topic_id, partition, kafka_offset, reason, detail, record_key, payload,
         traceparent, tenant, sensor_id, observed_at, recorded_at, attempts, earlier_id)
      SELECT ?, l.topic, l.topic_id, l.partition, l.kafka_offset, l.reason, l.detail, l.record_key,
        l.payload, l.traceparent, l.tenant, l.sensor_id, l.observed_at::timestamptz,
        l.recorded_at::timestamptz, 1 + l.earlier_attempts, l.earlier_id
      FROM unnest(?::text[], ?::uuid[], ?::integer[], ?::bigint[], ?::text[], ?::text[], ?::bytea[],
        ?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::integer[], ?::bigint[])
        AS l (topic, topic_id, partition, kafka_offset, reason, detail, record_key,
          payload, traceparent, tenant, sensor_id, observed_at, recorded_at, earlier_attempts,
          earlier_id)
      """;

  private static final int MOST_LETTERS = 1_000;
  private static final long MOST_BYTES = 4 << 20;
  private static final int MOST_ATTEMPTS = 1_000_000;

  /** Years 1 to 9999: what the platform can say; beyond, PostgreSQL may not have the instant. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private static final Comparator<DeadLetter> BY_PLACE =
      Comparator.<DeadLetter>comparingInt(letter -> letter.partition().partition())
          .thenComparingLong(letter -> letter.record().offset());

  /** Whose reading it is, as far as anyone can tell. */
  private record About(
      @Nullable String tenant, @Nullable String sensorId, @Nullable String observedAt) {}

  private final String consumer;

  DeadLetterTable(String consumer) {
    this.consumer = consumer;
  }

  /** In the caller's transaction. Ids follow the order of the log. */
  void bury(Connection connection, List<DeadLetter> unordered) throws SQLException {
    var letters = unordered.stream().sorted(BY_PLACE).toList();
    int from = 0;
    while (from < letters.size()) {
      int to = from;
      long bytes = 0;
      while (to < letters.size() && to - from < MOST_LETTERS && bytes < MOST_BYTES) {
        bytes += Math.max(letters.get(to++).record().serializedValueSize(), 0);
      }
      insert(connection, letters.subList(from, to));
      from = to;
    }
  }

  private void insert(Connection connection, List<DeadLetter> letters) throws SQLException {
    var abouts = letters.stream().map(DeadLetterTable::about).toList();
    try (var statement = connection.prepareStatement(BURY)) {
      statement.setString(1, consumer);
      var columns = new Columns(connection, letters);
      statement.setArray(2, columns.text(letter -> letter.partition().topic()));
      statement.setArray(3, columns.of("uuid", letter -> letter.partition().topicId()));
      statement.setArray(4, columns.of("integer", letter -> letter.partition().partition()));
      statement.setArray(5, columns.of("bigint", letter -> letter.record().offset()));
      statement.setArray(6, columns.text(letter -> letter.reason().code()));
      statement.setArray(7, columns.text(DeadLetter::detail));
      statement.setArray(8, columns.bytes(letter -> letter.record().key()));
      statement.setArray(9, columns.bytes(letter -> letter.record().value()));
      statement.setArray(10, columns.text(DeadLetter::traceparent));
      statement.setArray(11, columns.texts(i -> abouts.get(i).tenant()));
      statement.setArray(12, columns.texts(i -> abouts.get(i).sensorId()));
      statement.setArray(13, columns.texts(i -> abouts.get(i).observedAt()));
      statement.setArray(
          14, columns.text(letter -> instant(Instant.ofEpochMilli(letter.record().timestamp()))));
      statement.setArray(15, columns.of("integer", letter -> attempts(letter.record())));
      statement.setArray(
          16, columns.of("bigint", letter -> number(letter.record(), DeadLetterHeaders.ID)));
      statement.executeUpdate();
    }
  }

  private static About about(DeadLetter letter) {
    var reading = letter.reading();
    if (reading == null) {
      return aboutKey(letter.record().key());
    }
    var observedAt = Instant.EPOCH.plus(reading.observedAtMicros(), ChronoUnit.MICROS);
    return new About(reading.tenant(), reading.sensorId(), instant(observedAt));
  }

  /** The key is {@code tenant/sensorId}, see Topics#key. */
  private static About aboutKey(byte @Nullable [] key) {
    var text = key == null ? "" : new String(key, UTF_8);
    int slash = text.indexOf('/');
    if (slash > 0) {
      var tenant = text.substring(0, slash);
      var sensorId = text.substring(slash + 1);
      if (Tenant.isValid(tenant) && SensorId.isValid(sensorId)) {
        return new About(tenant, sensorId, null);
      }
    }
    return new About(null, null, null);
  }

  private static @Nullable String instant(Instant instant) {
    return instant.isBefore(FIRST) || instant.isAfter(LAST) ? null : instant.toString();
  }

  private static int attempts(ConsumerRecord<byte[], byte[]> record) {
    Long told = number(record, DeadLetterHeaders.ATTEMPTS);
    return told == null ? 0 : (int) Math.min(told, MOST_ATTEMPTS);
  }

  private static @Nullable Long number(ConsumerRecord<byte[], byte[]> record, String header) {
    return Optional.ofNullable(record.headers().lastHeader(header))
        .map(found -> found.value())
        .filter(value -> value.length <= 18)
        .map(value -> new String(value, ISO_8859_1))
        .filter(text -> text.matches("[0-9]+"))
        .map(Long::valueOf)
        .orElse(null);
  }

  /** One array for each column. */
  private record Columns(Connection connection, List<DeadLetter> letters) {

    Array text(Function<DeadLetter, @Nullable String> value) throws SQLException {
      return of("text", value);
    }

    Array texts(IntFunction<@Nullable String> value) throws SQLException {
      var values = new @Nullable String[letters.size()];
      Arrays.setAll(values, value);
      return connection.createArrayOf("text", values);
    }

    Array bytes(Function<DeadLetter, byte @Nullable []> value) throws SQLException {
      var values = new byte[letters.size()] @Nullable [];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(letters.get(i));
      }
      return connection.createArrayOf("bytea", values);
    }

    Array of(String type, Function<DeadLetter, ? extends @Nullable Object> value)
        throws SQLException {
      var values = new @Nullable Object[letters.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(letters.get(i));
      }
      return connection.createArrayOf(type, values);
    }
  }
}
