package io.sensorplatform.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.Stored;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Posts large batches until they are refused. */
final class Filler {

  private static final int BATCH = 5_000;
  private static final int MOST = 100;

  private final Platform platform;
  private final Api api;
  private final Instant base = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(20_000);
  private final String prefix = "filler/" + base.toEpochMilli() + "/";
  private int batches;

  Filler(Platform platform) {
    this.platform = platform;
    this.api = platform.api("filler", FaultBench.TENANT, "filler/");
  }

  int accepted() {
    return batches * BATCH;
  }

  /** 503, with the code and the header that a device needs. */
  void untilRefused() throws Exception {
    for (int i = 0; i < MOST; i++) {
      HttpResponse<String> answer = api.post(batch());
      if (answer.statusCode() == 202) {
        batches++;
      } else if (answer.statusCode() == 503) {
        assertThat(Api.json(answer).at("/code").asString()).isEqualTo("not-durable");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        return;
      } else {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        Thread.sleep(Api.retryAfter(answer));
      }
    }
    throw new AssertionError("%d readings, and never refused".formatted(accepted()));
  }

  /** What a device does with a refused batch. */
  void untilAccepted() {
    await().atMost(FaultBench.RECOVERY).until(() -> api.post(batch()).statusCode() == 202);
    batches++;
  }

  /** Rows of all batches; one that was refused may be there, but is no row of another batch. */
  int stored() throws SQLException {
    try (var connection = new Stored(platform).connect();
        var query =
            connection.prepareStatement(
                """
                SELECT count(*) FROM readings.readings
                WHERE tenant = ? AND starts_with(sensor_id, ?)
                """)) {
      query.setString(1, FaultBench.TENANT);
      query.setString(2, prefix);
      try (var result = query.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  private String batch() {
    var body = new StringBuilder("[");
    for (int k = batches * BATCH; k < (batches + 1) * BATCH; k++) {
      body.append(k % BATCH == 0 ? "" : ",")
          .append("{\"sensorId\":\"")
          .append(prefix)
          .append('s')
          .append(k % 50)
          .append("\",\"observedAt\":\"")
          .append(base.plusMillis(k))
          .append("\",\"value\":")
          .append(k)
          .append('}');
    }
    return body.append(']').toString();
  }
}
