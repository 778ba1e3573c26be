package io.sensorplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of the path while Kafka comes and goes. */
@ExtendWith(SharedPlatform.class)
class PipelineIT {

  private static final Duration SOON = Duration.ofSeconds(90);

  @Test
  void theStagesTellTruthfullyOfAnOutageOfKafka(Platform platform) throws Exception {
    String token = platform.run("token", "operator").succeeded().out().trim();
    var operator = new Api(platform.gateway(), () -> token);
    Api device = platform.api("watched", "watched", "watched/");
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    assertThat(device.postUntilAnswered(new Row("watched/a", now, 1).json()).statusCode())
        .isEqualTo(202);
    allOk(operator);
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(stage(operator, "ingest").at("/rate/last60s").asDouble()).isPositive();
          assertThat(stage(operator, "postgres").at("/rate/last60s").asDouble()).isPositive();
        });

    Instant killed = Instant.now();
    platform.run("kill", "kafka").succeeded();
    try {
      var spooled = new Row("watched/a", now.plusMillis(1), 2);
      HttpResponse<String> answer = device.postUntilAnswered(spooled.json());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      await()
          .atMost(SOON)
          .untilAsserted(() -> {
            JsonNode spool = stage(operator, "spool");
            assertThat(spool.at("/spool/waiting").asLong()).as("%s", spool).isPositive();
            assertThat(spool.at("/spool/state").asString()).isEqualTo("spooling");
            assertThat(spool.at("/oldest").asString("")).isNotEmpty();
            JsonNode kafka = stage(operator, "kafka");
            assertThat(kafka.at("/verdict").asString()).as("%s", kafka).isEqualTo("failing");
            assertThat(kafka.at("/runbook").asString()).isEqualTo("kafka-unreachable");
            assertThat(Instant.parse(kafka.at("/since").asString()))
                .isBetween(killed, Instant.now());
            assertThat(kafka.at("/errors/0/category").asString())
                .isIn("timeout", "connection", "unknown");
            assertThat(Instant.parse(kafka.at("/errors/0/since").asString()))
                .isBetween(killed, Instant.now());
          });
      Platform.Result page = platform.run("watch", "--once");
      assertThat(page.exitCode()).isEqualTo(1);
      assertThat(page.out()).contains("failing", "runbooks/kafka-unreachable.md", "readings wait");
      assertThat(page.out()).doesNotContain("\u001b");
    } finally {
      platform.run("start", "kafka").succeeded();
    }
    allOk(operator);
    assertThat(platform.run("watch", "--once").succeeded().out()).contains("kafka     ok");
    JsonNode json =
        JsonMapper.shared().readTree(platform.run("watch", "--once", "--json").succeeded().out());
    assertThat(json.at("/stages").findValuesAsString("stage"))
        .containsExactly("gateway", "ingest", "spool", "kafka", "postgres", "s3", "auth");
  }

  private static void allOk(Api operator) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode pipeline = pipeline(operator);
          assertThat(pipeline.at("/stages").findValuesAsString("verdict"))
              .as("%s", pipeline)
              .containsExactly("ok", "ok", "ok", "ok", "ok", "ok", "ok");
        });
  }

  private static JsonNode stage(Api operator, String name) throws Exception {
    for (JsonNode stage : pipeline(operator).at("/stages")) {
      if (stage.at("/stage").asString().equals(name)) {
        return stage;
      }
    }
    throw new AssertionError("no stage " + name);
  }

  private static JsonNode pipeline(Api operator) throws Exception {
    HttpResponse<String> answer = operator.get("/v1/pipeline");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Api.json(answer);
  }
}
