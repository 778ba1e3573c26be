package io.sensorplatform.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.Api;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;

/** What callers get while the service behind the gateway is gone. */
final class OpenBreaker {

  private static final String READING = "{\"sensorId\":\"breaker/a\",\"value\":1}";

  private OpenBreaker() {}

  /** Waits for the breaker to open; then how long refusals take. */
  static String watch(Api api, int times) throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> code(api.post(READING)).equals("downstream-circuit-open"));
    long[] nanos = new long[times];
    int open = 0;
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      HttpResponse<String> answer = api.post(READING);
      nanos[i] = System.nanoTime() - start;
      assertThat(answer.statusCode()).isIn(503, 429);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      open += code(answer).equals("downstream-circuit-open") ? 1 : 0;
      // Slower than the limit, so that it is the breaker that answers.
      Thread.sleep(55);
    }
    Arrays.sort(nanos);
    // A probe may find nobody between two openings; as a rule the breaker answers.
    assertThat(open).isGreaterThan(times / 2);
    return "%d of %d answers 503 downstream-circuit-open, p50 %.1f ms, p99 %.1f ms at the client"
        .formatted(open, times, nanos[times / 2] / 1e6, nanos[times * 99 / 100] / 1e6);
  }

  private static String code(HttpResponse<String> answer) {
    return Api.json(answer).path("code").asString("");
  }
}
