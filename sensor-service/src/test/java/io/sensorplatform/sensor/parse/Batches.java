package io.sensorplatform.sensor.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.sensor.time.ArrivalTimes;
import io.sensorplatform.sensor.time.FixedArrivals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Batches of a device of tenant acme that may write plant1/, at noon of 2026-11-21. */
final class Batches {

  static final String NOON = "2026-11-21T12:00:00.000000Z";
  static final Admission ADMISSION = new Admission(Duration.ofDays(30), Duration.ofMinutes(10), 10);

  private Batches() {}

  static Batch empty() {
    ArrivalTimes times = FixedArrivals.at(Instant.parse(NOON));
    var token =
        new VerifiedToken(
            "press7", "acme", List.of("plant1/"), Set.of(), Instant.parse("2026-11-21T12:15:00Z"));
    return new Batch(token, ADMISSION, times);
  }

  static Batch of(ReadingFormat format, String body) {
    return of(format, body.getBytes(UTF_8));
  }

  static Batch of(ReadingFormat format, byte[] body) {
    Batch batch = empty();
    format.read(body, body.length, batch);
    return batch;
  }

  static List<String> codes(Batch batch) {
    return batch.errors().stream().map(ItemError::code).toList();
  }
}
