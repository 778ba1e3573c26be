package io.sensorplatform.bench.part;

import io.sensorplatform.bench.load.BatchBody;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.reading.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the parts are fed with: the same in each run, but for the hour. */
public final class Samples {

  /** Readings of a batch. */
  public static final int BATCH = 500;

  public static final VerifiedToken TOKEN =
      new VerifiedToken("bench", "bench", List.of("bench/"), Set.of("readings:write"), Instant.MAX);

  private Samples() {}

  /** A batch as a site posts it. */
  public static byte[] json() {
    return new BatchBody("bench/site01/", BATCH, Instant.now().minus(Duration.ofHours(1))).next();
  }

  /** Readings of 1,000 sensors, one a second each, in the order in which they arrive. */
  public static List<Reading> readings(int count) {
    var ids = new ArrayList<String>();
    for (int sensor = 0; sensor < 1_000; sensor++) {
      ids.add("bench/site%02d/sensor%04d".formatted(sensor / 100, sensor));
    }
    var readings = new ArrayList<Reading>(count);
    for (int i = 0; i < count; i++) {
      long observedAt = 1_760_000_000_000_000L + i / 1_000 * 1_000_000L + i % 1_000 * 7L;
      double value = Math.round(2_000 * Math.sin(i / 9_000.0) + i % 17) / 100.0;
      String id = ids.get(i % 1_000);
      readings.add(new Reading("bench", id, observedAt, value, "Cel", 0, observedAt + 120_000));
    }
    return readings;
  }
}
