package io.sensorplatform.sensor.ingest;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static io.sensorplatform.sensor.RunningSensorService.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sensorplatform.sensor.RunningSensorService;
import io.sensorplatform.sensor.RunningSensorService.Answer;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** Nobody can tell from an answer which way a request went. */
class ShortWayIT {

  private static final String GOOD = "{\"sensorId\":\"plant1/a\",\"value\":1}";
  private static final String TENANT = newTenant();
  private static final String DEVICE = device(TENANT, "plant1/");

  private final RunningSensorService service = RunningSensorService.shared();

  private enum Request {
    GOOD(ShortWayIT.GOOD, DEVICE),
    ONE_OF_TWO("[" + ShortWayIT.GOOD + ",{\"sensorId\":\"plant1/a\"}]", DEVICE),
    ALL_REJECTED("{\"sensorId\":\"plant2/a\",\"value\":1}", DEVICE),
    BROKEN("{", DEVICE),
    EMPTY("", DEVICE),
    NO_READINGS("[]", DEVICE),
    NO_SCOPE(ShortWayIT.GOOD, token(TENANT, List.of("plant1/"), "readings:read")),
    NO_TOKEN(ShortWayIT.GOOD, "nothing"),
    BAD_ENCODING(ShortWayIT.GOOD, DEVICE, "Content-Encoding", "br"),
    NO_GZIP(ShortWayIT.GOOD, DEVICE, "Content-Encoding", "gzip"),
    BAD_KEY(ShortWayIT.GOOD, DEVICE, "Idempotency-Key", "a".repeat(1_000)),
    CORRELATED(ShortWayIT.GOOD, DEVICE, "X-Correlation-Id", "order-7");

    private final String body;
    private final String token;
    private final String[] headers;

    Request(String body, String token, String... headers) {
      this.body = body;
      this.token = token;
      this.headers = headers;
    }
  }

  @BeforeAll
  static void kafkaIsReady() {
    RunningSensorService service = RunningSensorService.shared();
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> service.post(DEVICE, "application/json", GOOD).isReplicated());
  }

  @ParameterizedTest
  @EnumSource
  void bothWaysAnswerTheSame(Request request) {
    double timed = timed();
    Answer shortWay = post("/v1/readings", request);
    // Counted after the answer has left.
    Awaitility.await().untilAsserted(() -> assertThat(timed()).isEqualTo(timed + 1));
    // A query, which means nothing here, is not plain.
    Answer longWay = post("/v1/readings?way=long", request);

    assertThat(told(shortWay)).isEqualTo(told(longWay));
    assertThat(headers(shortWay)).isEqualTo(headers(longWay));
    Awaitility.await().untilAsserted(() -> assertThat(timed()).isEqualTo(timed + 2));
  }

  @Test
  void theFirstAnswerIsGivenAgainOnBothWays() {
    String key = UUID.randomUUID().toString();
    Answer first = service.post(DEVICE, "application/json", GOOD, "Idempotency-Key", key);
    Answer again = service.post(DEVICE, "application/json", GOOD, "Idempotency-Key", key);
    Answer longWay =
        service.send(plain("/v1/readings?way=long", GOOD, DEVICE), "Idempotency-Key", key);

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(again.response().body()).isEqualTo(first.response().body());
    assertThat(longWay.response().body()).isEqualTo(first.response().body());
    assertThat(headers(again)).isEqualTo(headers(longWay));
  }

  private Answer post(String path, Request request) {
    return service.send(plain(path, request.body, request.token), request.headers);
  }

  private HttpRequest.Builder plain(String path, String body, String token) {
    return service
        .request(path, token)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private double timed() {
    return service
        .bean(MeterRegistry.class)
        .find("http.server.requests")
        .tag("method", "POST")
        .timers()
        .stream()
        .mapToDouble(Timer::count)
        .sum();
  }

  private static String told(Answer answer) {
    var json = (ObjectNode) answer.json();
    json.remove("traceId");
    return answer.status() + " " + json;
  }

  private static Map<String, List<String>> headers(Answer answer) {
    var headers = new TreeMap<>(answer.response().headers().map());
    headers.remove("date");
    headers.remove("content-length");
    headers.computeIfPresent(
        "x-correlation-id",
        (name, ids) -> ids.equals(List.of("order-7")) ? ids : List.of("one of its own"));
    return headers;
  }
}
