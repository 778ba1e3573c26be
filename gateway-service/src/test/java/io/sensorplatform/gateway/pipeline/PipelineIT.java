package io.sensorplatform.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.gateway.edge.Backend;
import io.sensorplatform.gateway.edge.TestGateway;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pipeline with one service up, one slow and one away. */
class PipelineIT {

  private static final TestIssuer ISSUER = new TestIssuer();
  private static final Instant STARTED = Instant.now();
  private static final CountDownLatch END = new CountDownLatch(1);
  private static Backend sensor;
  private static Backend slow;
  private static TestGateway gateway;
  private static String operator;

  @BeforeAll
  static void start() throws IOException {
    sensor = Backend.started();
    sensor.answers((exchange, call) -> {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      Backend.send(exchange, 200, REPORT);
    });
    slow = Backend.started();
    slow.answers((exchange, call) -> {
      try {
        END.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
    });
    int nobody;
    try (var free = new ServerSocket(0)) {
      nobody = free.getLocalPort();
    }
    gateway =
        new TestGateway(
            ISSUER,
            sensor.url(),
            "platform.gateway.pipeline.sources.sensor=" + sensor.url(),
            "platform.gateway.pipeline.sources.stream=" + slow.url(),
            "platform.gateway.pipeline.sources.auth=http://localhost:" + nobody,
            "platform.gateway.pipeline.timeout=1s",
            "platform.gateway.pipeline.kept-for=5s");
    operator = ISSUER.token("operator", "default", List.of(), "operations");
    // A gateway that has just started may be slow to ask for the first time.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get("/v1/pipeline", operator).body().contains("\"last10s\":12.5"));
  }

  @AfterAll
  static void stop() {
    END.countDown();
    gateway.close();
    sensor.close();
    slow.close();
    ISSUER.close();
  }

  @Test
  void whatOneServiceTellsIsShownAndTheOthersAreUnknownSinceWhenAndWhy() throws Exception {
    HttpResponse<String> answer = get("/v1/pipeline", operator);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(answer.headers().firstValue("ratelimit")).isPresent();
    JsonNode pipeline = TestGateway.json(answer.body());
    assertThat(pipeline.at("/stages").findValuesAsString("stage"))
        .containsExactly("gateway", "ingest", "spool", "kafka", "postgres", "s3", "auth");
    assertThat(pipeline.at("/stages/0/verdict").asString()).isEqualTo("ok");
    assertThat(pipeline.at("/stages/0/breakers").findValuesAsString("downstream"))
        .containsExactly("auth", "sensor", "stream");
    assertThat(pipeline.at("/stages/1/verdict").asString()).isEqualTo("ok");
    assertThat(pipeline.at("/stages/1/rate/last10s").asDouble()).isEqualTo(12.5);
    assertThat(pipeline.at("/stages/3/verdict").asString()).isEqualTo("failing");
    assertThat(pipeline.at("/stages/3/runbook").asString()).isEqualTo("kafka-unreachable");

    JsonNode postgres = pipeline.at("/stages/4");
    assertThat(postgres.at("/verdict").asString()).isEqualTo("unknown");
    assertThat(postgres.at("/say").asString())
        .isEqualTo("stream-service: no answer within 1000 ms");
    assertThat(postgres.at("/runbook").asString()).isEqualTo("service-down");
    assertThat(Instant.parse(postgres.at("/since").asString())).isBetween(STARTED, Instant.now());
    assertThat(pipeline.at("/stages/6/say").asString())
        .isEqualTo("auth-service: connection refused");
    assertThat(pipeline.at("/verdict").asString()).isEqualTo("failing");
    assertThat(pipeline.at("/sources").toString())
        .contains("{\"service\":\"sensor\",\"asked\":1,\"answered\":1}");
  }

  @Test
  void manyWhoWatchCostOne() throws Exception {
    int before = sensor.calls().size();
    Instant begun = Instant.now();
    for (int i = 0; i < 20; i++) {
      assertThat(get("/v1/pipeline", operator).statusCode()).isEqualTo(200);
    }
    long kept = Duration.between(begun, Instant.now()).toSeconds() / 5;
    assertThat(sensor.calls().size() - before).isLessThanOrEqualTo((int) kept + 2);
  }

  @Test
  void onlyOperatorsSeeIt() throws Exception {
    String device = ISSUER.token("dev", "default", List.of("*"), "readings:write");
    assertProblem(get("/v1/pipeline", device), 403, "scope-missing");
    HttpResponse<String> nobody = gateway.send(gateway.request("/v1/pipeline"));
    assertProblem(nobody, 401, "token-missing");
  }

  @Test
  void itHasOnePathAndCanOnlyBeRead() throws Exception {
    assertProblem(get("/v1/pipeline/kafka", operator), 404, "not-found");
    HttpResponse<String> posted =
        gateway.send(
            gateway
                .request("/v1/pipeline")
                .header("Authorization", "Bearer " + operator)
                .POST(BodyPublishers.ofString("{}")));
    assertProblem(posted, 405, "method-not-allowed");
    assertThat(posted.headers().firstValue("allow")).contains("GET, HEAD");
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    return gateway.send(gateway.request(path).header("Authorization", "Bearer " + token));
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(TestGateway.json(answer.body()).at("/code").asString()).isEqualTo(code);
  }

  private static final String REPORT =
      """
      {"instance":"one","at":"2026-11-21T10:00:00Z","stages":[
       {"stage":"ingest","verdict":"ok","say":"takes readings","since":"2026-11-21T09:00:00Z",
        "tasks":1,"rate":{"last10s":12.5,"last60s":10.0,"unit":"readings"},
        "errors":[],"breakers":[],"paused":[]},
       {"stage":"spool","verdict":"ok","say":"empty","since":"2026-11-21T09:00:00Z","tasks":1,
        "rate":{"last10s":0.0,"last60s":0.0,"unit":"readings"},
        "lag":{"records":0,"seconds":0.0},
        "spool":{"state":"direct","since":"2026-11-21T09:00:00Z","waiting":0,"bytes":0,"cap":1},
        "errors":[],"breakers":[],"paused":[]},
       {"stage":"kafka","verdict":"failing","say":"no","runbook":"kafka-unreachable",
        "since":"2026-11-21T09:00:00Z","tasks":1,
        "errors":[{"category":"timeout","last60s":3,"since":"2026-11-21T09:00:00Z"}],
        "breakers":[],"paused":[]}]}
      """;
}
