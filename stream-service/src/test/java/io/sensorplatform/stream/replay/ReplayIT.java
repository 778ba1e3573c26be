package io.sensorplatform.stream.replay;

import static io.sensorplatform.stream.testing.RunningStreamService.admin;
import static io.sensorplatform.stream.testing.RunningStreamService.operator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.testing.Poison;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.RunningStreamService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReplayIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REPLAYS = "/v1/dead-letters/replays";

  private static RunningStreamService service;
  private static Poison poison;

  private final Readings readings = Readings.now();

  @BeforeAll
  static void start() throws Exception {
    service = RunningStreamService.start("--platform.roles=writer");
    poison = new Poison();
  }

  @BeforeEach
  void forbid() {
    poison.allow();
    poison.forbid();
  }

  @AfterAll
  static void stop() {
    poison.close();
    service.close();
  }

  @Test
  void aReplayedLetterBecomesTheRowThatItShouldHaveBeen() throws Exception {
    var ids = poison.letters(List.of(readings.reading("a", 1, Poison.VALUE)));
    poison.allow();
    double before = service.count("sensor.dead_letters.replayed");
    var made = service.post(operator(readings.tenant()), REPLAYS, "{\"ids\":%s}".formatted(ids));
    assertThat(made.status()).isEqualTo(202);
    assertThat(made.json().path("total").asInt()).isEqualTo(1);
    assertThat(made.header("Location")).isEqualTo(REPLAYS + "/" + made.json().path("id").asLong());

    var done = done(made.json());
    assertThat(done.path("replayed").asInt()).isEqualTo(1);
    awaitRows(1);
    assertThat(service.count("sensor.dead_letters.replayed") - before).isEqualTo(1);
    var letter = letter(ids.getFirst());
    assertThat(letter.path("state").asString()).isEqualTo("replayed");
    var change = letter.path("history").path(0);
    assertThat(change.path("action").asString()).isEqualTo("replayed");
    assertThat(change.path("subject").asString()).isEqualTo("op@" + readings.tenant());
    assertThat(change.path("topic").asString()).isEqualTo("sensor.readings");
    assertThat(
            poison
                .database()
                .number(
                    "SELECT (extract(epoch FROM received_at) * 1000000)::bigint FROM readings.readings WHERE tenant = ?",
                    readings.tenant()))
        .isEqualTo(readings.reading("a", 1, 0).receivedAtMicros());
  }

  @Test
  void whatIsRefusedAgainComesBackAsALetterThatTellsWhichAttemptItWas() throws Exception {
    var first = poison.letters(List.of(readings.reading("a", 1, Poison.VALUE))).getFirst();
    done(replay("{\"ids\":[%d]}".formatted(first)));
    var both = poison.letters(readings.tenant(), 2);
    var second = letter(both.getLast());
    assertThat(second.path("attempts").asInt()).isEqualTo(2);
    assertThat(second.path("earlierId").asLong()).isEqualTo(first);
    assertThat(letter(first).path("laterId").asLong()).isEqualTo(both.getLast());
  }

  @Test
  void allOfAQueryIsReplayedInTheOrderOfTheLogAndOnlyThat() throws Exception {
    var many = new ArrayList<Reading>();
    for (int i = 0; i < 1_200; i++) {
      many.add(readings.reading("hall/" + i % 7, i, Poison.VALUE));
    }
    many.add(readings.reading("yard/1", 1, Poison.VALUE));
    poison.letters(many);
    poison.allow();
    var done =
        done(
            replay(
                "{\"query\":{\"tenant\":\"%s\",\"sensor\":\"hall/*\",\"reason\":\"refused-constraint\"},\"ratePerSecond\":5000}"
                    .formatted(readings.tenant())));
    assertThat(done.path("total").asInt()).isEqualTo(1_200);
    assertThat(done.path("replayed").asInt()).isEqualTo(1_200);
    awaitRows(1_200);
    assertThat(open()).isEqualTo(1);
  }

  @Test
  void theRateIsKept() throws Exception {
    poison.letters(many(40));
    poison.allow();
    long begun = System.nanoTime();
    done(
        replay(
            "{\"query\":{\"tenant\":\"%s\"},\"ratePerSecond\":20}".formatted(readings.tenant())));
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(10));
  }

  @Test
  void aNewerStoredReadingIsNotReplacedUnlessThatIsAskedFor() throws Exception {
    var id = poison.letters(List.of(readings.reading("a", 1, Poison.VALUE))).getFirst();
    var old = readings.reading("a", 1, 7);
    poison.send(
        List.of(
            new Reading(
                old.tenant(),
                old.sensorId(),
                old.observedAtMicros(),
                7,
                null,
                0,
                old.receivedAtMicros() + 1)));
    awaitRows(1);
    poison.allow();

    var skipped = done(replay("{\"ids\":[%d]}".formatted(id)));
    assertThat(skipped.path("replayed").asInt()).isZero();
    assertThat(skipped.path("skipped").path("superseded").asInt()).isEqualTo(1);
    assertThat(letter(id).path("state").asString()).isEqualTo("open");
    var wouldBe = service.post(admin(), "/v1/dead-letters/%d/dry-run".formatted(id), "").json();
    assertThat(wouldBe.path("wouldReplay").asBoolean()).isFalse();
    assertThat(wouldBe.path("skip").asString()).isEqualTo("superseded");
    assertThat(wouldBe.path("replaces").path("value").asDouble()).isEqualTo(7);
    assertThat(wouldBe.path("replaces").path("newer").asBoolean()).isTrue();

    done(replay("{\"ids\":[%d],\"overwrite\":true}".formatted(id)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(poison.rows(readings.tenant())).containsExactly(List.of("a", Poison.VALUE)));
  }

  @Test
  void aDryRunSendsAndChangesNothing() throws Exception {
    poison.letters(many(10));
    poison.sendBytes(readings.tenant() + "/broken", (byte) 1);
    poison.letters(readings.tenant(), 11);
    poison.allow();
    var made =
        service.post(
            admin(),
            REPLAYS + "?dryRun=true",
            "{\"query\":{\"tenant\":\"%s\"}}".formatted(readings.tenant()));
    var done = done(made.json());
    assertThat(done.path("dryRun").asBoolean()).isTrue();
    assertThat(done.path("replayed").asInt()).isEqualTo(10);
    assertThat(done.path("skipped").path("still-malformed").asInt()).isEqualTo(1);
    assertThat(open()).isEqualTo(11);
    assertThat(poison.rows(readings.tenant())).isEmpty();
  }

  @Test
  void aCancelledReplayStopsAndLetsGoOfItsLetters() throws Exception {
    poison.letters(many(30));
    poison.allow();
    var made =
        replay("{\"query\":{\"tenant\":\"%s\"},\"ratePerSecond\":2}".formatted(readings.tenant()));
    var path = REPLAYS + "/" + made.path("id").asLong();
    await()
        .atMost(PATIENCE)
        .until(() -> service.get(admin(), path).json().path("replayed").asInt() > 0);
    var cancelled = service.send("DELETE", admin(), path, null);
    assertThat(cancelled.json().path("state").asString()).isEqualTo("cancelled");
    await().atMost(PATIENCE).until(() -> service.get(admin(), path).json().has("finishedAt"));
    int replayed = service.get(admin(), path).json().path("replayed").asInt();
    assertThat(replayed).isLessThan(30);
    var rest = done(replay("{\"query\":{\"tenant\":\"%s\"}}".formatted(readings.tenant())));
    assertThat(rest.path("replayed").asInt()).isEqualTo(30 - replayed);
    awaitRows(30);
  }

  private List<Reading> many(int count) {
    var many = new ArrayList<Reading>();
    for (int i = 0; i < count; i++) {
      many.add(readings.reading("s/" + i % 5, i, Poison.VALUE));
    }
    return many;
  }

  private JsonNode replay(String body) {
    var made = service.post(admin(), REPLAYS, body);
    assertThat(made.status()).as(made.toString()).isEqualTo(202);
    return made.json();
  }

  private JsonNode done(JsonNode made) {
    var path = REPLAYS + "/" + made.path("id").asLong();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(service.get(admin(), path).json().path("state").asString())
                .isEqualTo("done"));
    return service.get(admin(), path).json();
  }

  private JsonNode letter(long id) {
    return service.get(admin(), "/v1/dead-letters/" + id).json();
  }

  private long open() throws Exception {
    return poison
        .database()
        .number(
            "SELECT count(*) FROM readings.dead_letter WHERE tenant = ? AND state = 'open'",
            readings.tenant());
  }

  private void awaitRows(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(poison.rows(readings.tenant())).hasSize(count));
  }
}
