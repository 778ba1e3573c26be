package io.sensorplatform.stream.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.testing.IngestLedger;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.RunningStreamService;
import io.sensorplatform.stream.testing.RunningStreamService.Answer;
import io.sensorplatform.stream.testing.TestDatabase;
import io.sensorplatform.stream.testing.TestTopic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TraceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

  private static RunningStreamService service;
  private static TestTopic topic;

  private final Readings readings = Readings.now();

  @BeforeAll
  static void start() throws Exception {
    service = RunningStreamService.start("--platform.roles=writer");
    topic = TestTopic.existing(Topics.READINGS);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> sent(Readings.now()));
  }

  @AfterAll
  static void stop() {
    topic.close();
    service.close();
  }

  @Test
  void aStoredReadingIsToldWithItsRowItsPlaceOnTheLogAndItsTrace() throws Exception {
    var reading = spooled(readings.reading("plant1/press7/temperature", 0, 21.5));
    var sent = topic.send(4, ReadingCodec.encode(reading), TRACEPARENT);
    awaitState(reading, "stored");
    var json = trace(reading).json();
    assertThat(json.path("sensorId").asString()).isEqualTo(reading.sensorId());
    assertThat(json.path("tenant").asString()).isEqualTo(readings.tenant());
    assertThat(json.path("topic").asString()).isEqualTo(Topics.READINGS);
    assertThat(json.path("partition").asInt()).isEqualTo(4);
    assertThat(json.path("offset").asLong()).isEqualTo(sent.offset());
    assertThat(json.path("spooled").asBoolean()).isTrue();
    assertThat(Instant.parse(json.path("receivedAt").asString()))
        .isEqualTo(ReadingName.instant(reading.receivedAtMicros()));
    assertThat(json.at("/row/value").asDouble()).isEqualTo(21.5);
    assertThat(json.at("/row/unit").asString()).isEqualTo("Cel");
    assertThat(json.path("traceId").asString()).isEqualTo(TRACE_ID);
    assertThat(json.path("kafka").asString()).isEqualTo("available");
    assertThat(json.path("deadLetter").isNull()).isTrue();
  }

  @Test
  void slashesMayBeSentAsTheyAreOrEncodedAndTheInstantInAnyForm() throws Exception {
    var at = Instant.parse("2026-11-20T10:00:00.250Z");
    var reading = readings.at("plant1/press7", at, 1);
    topic.send(List.of(reading));
    awaitState(reading, "stored");
    for (var path :
        List.of(
            "plant1/press7/2026-11-20T10:00:00.250Z",
            "plant1%2Fpress7/2026-11-20T10%3A00%3A00.25Z",
            "plant1%2fpress7/2026-11-20T11:00:00.250000999+01:00",
            "plant1/press7/" + at.toEpochMilli())) {
      assertThat(get(operator(), path).status()).as(path).isEqualTo(200);
    }
    for (var path : List.of("plant1/press7", "plant1/press7/now", "%FF/2026-11-20T10:00:00Z")) {
      assertThat(get(operator(), path).status()).as(path).isEqualTo(400);
    }
  }

  @Test
  void aReadingThatTheWriterHasNotReachedIsFoundOnTheLog() throws Exception {
    var reading = readings.reading("hot/sensor", 0, 3);
    try (var database = new TestDatabase();
        var other = database.pool().getConnection()) {
      other.setAutoCommit(false);
      // Holds the writer's position, not what the question reads.
      other
          .createStatement()
          .execute(
              "SELECT 1 FROM readings.consumer_position WHERE topic = 'sensor.readings' FOR UPDATE");
      topic.send(List.of(readings.reading("hot/other", 0, 1), reading));
      var answer = trace(reading);
      assertThat(answer.json().path("state").asString())
          .as(answer.toString())
          .isEqualTo("on-kafka");
      assertThat(answer.json().path("offset").isNumber()).isTrue();
      assertThat(answer.json().path("row").isNull()).isTrue();
      other.rollback();
    }
    awaitState(reading, "stored");
  }

  @Test
  void aDeadLetterIsToldWithItsReason() throws Exception {
    var reading = readings.at("old", Instant.parse("1970-02-01T00:00:00Z"), 1);
    topic.send(0, ReadingCodec.encode(reading), TRACEPARENT);
    awaitState(reading, "dead-letter");
    var json = trace(reading).json();
    assertThat(json.at("/deadLetter/id").isNumber()).isTrue();
    assertThat(json.at("/deadLetter/reason").asString()).isNotEmpty();
    assertThat(json.path("traceId").asString()).isEqualTo(TRACE_ID);
    assertThat(json.path("spooled").asBoolean(true)).isFalse();
  }

  @Test
  void aReadingThatIsNowhereIsNotFoundUnlessItMayWaitInASpool() throws Exception {
    var reading = readings.reading("never", 0, 1);
    var answer = trace(reading);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("reading-not-found");
    var hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    IngestLedger.tell(readings.tenant(), hour, 1, 1, 1);
    assertThat(trace(reading).json().path("state").asString()).isEqualTo("maybe-in-spool");
    IngestLedger.tell(readings.tenant(), hour, 0, 0, 0);
  }

  @Test
  void devicesSeeWhatTheirTokenCoversAndOperatorsAllOfTheirTenant() throws Exception {
    var reading = readings.reading("plant1/a", 0, 1);
    topic.send(List.of(reading));
    awaitState(reading, "stored");
    var covers = device("plant1/");
    assertThat(get(covers, path(reading)).status()).isEqualTo(200);
    assertThat(get(device("plant2/"), path(reading)).code()).isEqualTo("sensor-not-allowed");
    assertThat(get(covers, path(reading) + "?tenant=other").code()).isEqualTo("tenant-not-allowed");
    var writer = RunningStreamService.token(readings.tenant(), List.of("*"), Scopes.READINGS_WRITE);
    assertThat(get(writer, path(reading)).code()).isEqualTo("scope-missing");
    var stranger = RunningStreamService.token("stranger", List.of("*"), Scopes.OPERATIONS);
    assertThat(get(stranger, path(reading)).status()).isEqualTo(404);
    var admin =
        RunningStreamService.token("local", List.of("*"), Scopes.OPERATIONS, Scopes.PLATFORM_ADMIN);
    assertThat(get(admin, path(reading) + "?tenant=" + readings.tenant()).status()).isEqualTo(200);
  }

  @Test
  void answersWithinASecondWhateverIsAway() throws Exception {
    var reading = readings.reading("plant1/b", 0, 1);
    topic.send(List.of(reading));
    awaitState(reading, "stored");
    for (int i = 0; i < 20; i++) {
      assertThat(timed(reading).json().path("state").asString()).isEqualTo("stored");
    }
    EmbeddedServers.kafka().kill();
    try {
      var json = timed(reading).json();
      assertThat(json.path("state").asString()).isEqualTo("stored");
      assertThat(json.path("kafka").asString()).isEqualTo("unavailable");
      assertThat(json.path("traceId").isNull()).isTrue();
      var unknown = timed(readings.reading("plant1/never", 0, 1)).json();
      assertThat(unknown.path("state").asString()).isEqualTo("unknown");
    } finally {
      EmbeddedServers.kafka().start();
    }
    EmbeddedServers.postgres().stop();
    try {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            var json = timed(reading).json();
            assertThat(json.path("state").asString()).as(json.toString()).isEqualTo("on-kafka");
            assertThat(json.path("store").asString()).isEqualTo("unavailable");
          });
      assertThat(timed(readings.reading("plant1/never", 0, 1)).code())
          .isEqualTo("store-unavailable");
    } finally {
      EmbeddedServers.postgres().start();
    }
  }

  private Answer timed(Reading reading) throws Exception {
    long begun = System.nanoTime();
    var answer = trace(reading);
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as(answer.toString())
        .isLessThan(Duration.ofMillis(1_300));
    return answer;
  }

  private static boolean sent(Readings some) throws Exception {
    topic.send(some.many(0, 1));
    return true;
  }

  private static Reading spooled(Reading of) {
    return new Reading(
        of.tenant(),
        of.sensorId(),
        of.observedAtMicros(),
        of.value(),
        of.unit(),
        Reading.SPOOLED,
        of.receivedAtMicros());
  }

  private void awaitState(Reading reading, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var answer = trace(reading);
          assertThat(answer.json().path("state").asString()).as(answer.toString()).isEqualTo(state);
        });
  }

  private Answer trace(Reading reading) throws Exception {
    return get(operator(), path(reading));
  }

  private static String path(Reading reading) {
    return reading.sensorId() + "/" + ReadingName.instant(reading.observedAtMicros());
  }

  private String operator() {
    return RunningStreamService.token(readings.tenant(), List.of("*"), Scopes.OPERATIONS);
  }

  private String device(String prefix) {
    return RunningStreamService.token(readings.tenant(), List.of(prefix), Scopes.READINGS_READ);
  }

  private static Answer get(String token, String path) throws Exception {
    return service.get(token, ReadingName.PREFIX + path);
  }
}
