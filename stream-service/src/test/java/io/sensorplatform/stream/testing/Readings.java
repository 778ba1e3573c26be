package io.sensorplatform.stream.testing;

import io.sensorplatform.reading.Reading;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Readings of a tenant that no other test knows. */
public final class Readings {

  private final String tenant = "t" + UUID.randomUUID().toString().replace("-", "");
  private final Instant start;

  public Readings(Instant start) {
    this.start = start.truncatedTo(ChronoUnit.MICROS);
  }

  public static Readings now() {
    return new Readings(Instant.now().minus(1, ChronoUnit.MINUTES));
  }

  public String tenant() {
    return tenant;
  }

  /** The sensor's {@code second}-th reading. */
  public Reading reading(String sensor, int second, double value) {
    return at(sensor, start.plusSeconds(second), value);
  }

  public Reading at(String sensor, Instant observedAt, double value) {
    long micros = micros(observedAt);
    return new Reading(tenant, sensor, micros, value, "Cel", 0, micros + 1_500);
  }

  /** {@code count} readings, one each millisecond, of ten sensors in turn. */
  public List<Reading> many(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> at("hall/sensor" + i % 10, start.plusMillis(i), i))
        .toList();
  }

  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
