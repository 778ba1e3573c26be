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

/** What an operator, and a device, can find out about a reading, and do about it. */
@ExtendWith(SharedPlatform.class)
class OperationsIT {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  @Test
  void aReadingIsFoundFromItsTraceToItsObject(Platform platform) throws Exception {
    Api api = platform.api("found", "operations", "found/");
    var sent = new Row("found/plant1/a", NOW, 7.5);
    HttpResponse<String> answer = api.post(sent.json());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    String traceId = answer.headers().firstValue("traceresponse").orElseThrow().split("-")[1];

    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode found = where(api, sent);
          assertThat(found.at("/state").asString()).isEqualTo("stored");
          assertThat(found.at("/row/value").asDouble()).isEqualTo(7.5);
          assertThat(found.at("/spooled").asBoolean()).isFalse();
          assertThat(found.at("/topic").asString()).isEqualTo("sensor.readings");
          assertThat(found.at("/offset").isNumber()).isTrue();
          assertThat(found.at("/traceId").asString()).isEqualTo(traceId);
          assertThat(found.at("/archiveObject/key").asString())
              .contains("partition=" + found.at("/partition").asInt());
        });
    var never = new Row("found/plant1/a", NOW.minusSeconds(1), 0);
    assertThat(api.get(path(never)).body()).contains("reading-not-found");
    var others = new Row("elsewhere/a", NOW, 0);
    assertThat(api.get(path(others)).body()).contains("sensor-not-allowed");
  }

  @Test
  void aSpooledReadingIsAnsweredKeptAndFound(Platform platform) throws Exception {
    Api api = platform.api("spooled", "operations", "spooled/");
    var sent = new Row("spooled/a", NOW, 3);
    platform.run("kill", "kafka").succeeded();
    try {
      HttpResponse<String> answer = api.postUntilAnswered(sent.json());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      assertThat(Api.json(answer).at("/durability").asString()).isEqualTo("spooled");
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(where(api, sent).at("/state").asString()).isEqualTo("maybe-in-spool"));
      // What it waits in outlives the process.
      platform.run("kill", "sensor-service").succeeded();
      platform.run("start", "sensor-service").succeeded();
    } finally {
      platform.run("start", "kafka").succeeded();
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode found = where(api, sent);
          assertThat(found.at("/state").asString()).isEqualTo("stored");
          assertThat(found.at("/spooled").asBoolean()).isTrue();
          assertThat(found.at("/row/value").asDouble()).isEqualTo(3);
        });
  }

  @Test
  void aDeadLetterIsFoundMendedAndReplayed(Platform platform) throws Exception {
    var tooFarAhead = new Row("letters/a", NOW.plus(400, ChronoUnit.DAYS), 1.5);
    ForeignProducer.send(platform, "letters", tooFarAhead, null);
    ForeignProducer.send(platform, "letters", tooFarAhead, new byte[] {1, 2, 3});

    JsonNode ahead = letter(platform, "observed-at-out-of-range");
    assertThat(ahead.at("/sensorId").asString()).isEqualTo("letters/a");
    String id = ahead.at("/id").asString();
    Platform.Result shown = platform.run("dead-letters", "show", id).succeeded();
    assertThat(shown.out()).contains("letters/a", "1.5", "observed-at-out-of-range");
    assertThat(platform.run("dead-letters", "replay", id, "--dry-run").succeeded().out())
        .contains("still-out-of-range");

    String token = platform.run("token", "operator").succeeded().out().trim();
    var operator = new Api(platform.gateway(), () -> token);
    HttpResponse<String> edited =
        operator.patch("/v1/dead-letters/" + id, "{\"observedAt\":\"%s\"}".formatted(NOW));
    assertThat(edited.statusCode()).as(edited.body()).isEqualTo(200);
    platform.run("dead-letters", "replay", id).succeeded();

    var stored = new Stored(platform);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(stored.rows("letters", "letters/"))
                .containsExactly(new Row("letters/a", NOW, 1.5)));
    JsonNode history = Api.json(operator.get("/v1/dead-letters/" + id)).at("/history");
    assertThat(history.size()).as(history.toString()).isGreaterThanOrEqualTo(2);
    assertThat(history.toString()).contains("operator");

    String junk = letter(platform, "malformed").at("/id").asString();
    platform.run("dead-letters", "discard", junk, "--because", "three bytes of a test").succeeded();
    assertThat(platform.run("dead-letters", "list", "--state", "discarded").succeeded().out())
        .contains(junk);
    platform.run("ledger", "--tenant", "letters").succeeded();
  }

  private static JsonNode where(Api api, Row row) throws Exception {
    HttpResponse<String> answer = api.get(path(row));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Api.json(answer);
  }

  private static String path(Row row) {
    return "/v1/traces/readings/%s/%s".formatted(row.sensorId(), row.observedAt());
  }

  private static JsonNode letter(Platform platform, String reason) {
    return await()
        .atMost(SOON)
        .until(
            () ->
                JsonMapper.shared()
                    .readTree(
                        platform
                            .run(
                                "dead-letters",
                                "list",
                                "--reason",
                                reason,
                                "--tenant",
                                "letters",
                                "--json")
                            .succeeded()
                            .out())
                    .at("/items/0"),
            letter -> letter.isObject());
  }
}
