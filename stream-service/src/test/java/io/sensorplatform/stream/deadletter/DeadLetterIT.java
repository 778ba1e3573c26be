package io.sensorplatform.stream.deadletter;

import static io.sensorplatform.stream.testing.RunningStreamService.admin;
import static io.sensorplatform.stream.testing.RunningStreamService.operator;
import static io.sensorplatform.stream.testing.RunningStreamService.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.testing.Poison;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.RunningStreamService;
import io.sensorplatform.stream.testing.RunningStreamService.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DeadLetterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LETTERS = "/v1/dead-letters";

  private static RunningStreamService service;
  private static Poison poison;
  private static Readings common;
  private static long letter;

  private final Readings readings = Readings.now();

  @BeforeAll
  static void start() throws Exception {
    service =
        RunningStreamService.start(
            "--platform.roles=writer", "--platform.dead-letters.count-interval=200ms");
    poison = new Poison();
    poison.forbid();
    common = Readings.now();
    letter = poison.letters(List.of(common.reading("common", 1, Poison.VALUE))).getFirst();
  }

  @AfterAll
  static void stop() {
    poison.close();
    service.close();
  }

  @Test
  void lettersAreFoundByReasonTenantSensorTimeStateAndPartition() throws Exception {
    poison.letters(
        List.of(
            readings.reading("hall/a", 1, Poison.VALUE),
            readings.reading("hall/b", 1, Poison.VALUE),
            readings.reading("hallway", 1, Poison.VALUE)));
    poison.sendBytes(readings.tenant() + "/hall/a", (byte) 1);
    poison.letters(readings.tenant(), 4);

    assertThat(sensors("")).containsExactlyInAnyOrder("hall/a", "hall/b", "hallway", "hall/a");
    assertThat(sensors("&reason=malformed")).containsExactly("hall/a");
    assertThat(sensors("&reason=refused-constraint&sensor=hall/a")).containsExactly("hall/a");
    assertThat(sensors("&sensor=hall/*")).hasSize(3);
    assertThat(sensors("&sensor=hall*")).hasSize(4);
    assertThat(sensors("&sensor=hal")).isEmpty();
    assertThat(sensors("&state=open")).hasSize(4);
    assertThat(sensors("&state=discarded")).isEmpty();
    assertThat(sensors("&from=" + Instant.now().plusSeconds(60))).isEmpty();
    assertThat(sensors("&to=" + Instant.now().plusSeconds(60))).hasSize(4);
    assertThat(sensors("&to=2020-01-01T00:00:00%2B02:00")).isEmpty();
    var partition = find("").path(0).path("partition").asInt();
    assertThat(find("&partition=" + partition).size()).isPositive();
    assertThat(sensors("&partition=900")).isEmpty();
  }

  @Test
  void pagesAreNewestFirstAndNeitherRepeatNorHide() throws Exception {
    var many = new ArrayList<Reading>();
    for (int i = 0; i < 25; i++) {
      many.add(readings.reading("s", i, Poison.VALUE));
    }
    var expected = poison.letters(many).reversed();
    var found = new ArrayList<Long>();
    var path = LETTERS + "?limit=10&tenant=" + readings.tenant();
    String next = "";
    do {
      var page = service.get(admin(), path + next).json();
      page.path("items").forEach(item -> found.add(item.path("id").asLong()));
      next = page.path("next").isNull() ? null : "&cursor=" + page.path("next").asString();
      // One that comes meanwhile.
      poison.send(List.of(readings.reading("later", 1, Poison.VALUE)));
    } while (next != null);
    assertThat(found).containsAll(expected);
    assertThat(found).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @Test
  void aLetterIsShownDecodedAndRaw() throws Exception {
    var reading = readings.reading("a", 1, Poison.VALUE);
    var id = poison.letters(List.of(reading)).getFirst();
    var answer = service.get(operator(readings.tenant()), LETTERS + "/" + id);
    assertThat(answer.header("ETag")).isEqualTo("\"1\"");
    var letter = answer.json();
    byte[] bytes = ReadingCodec.encode(reading);
    assertThat(letter.path("reading").path("value").asDouble()).isEqualTo(Poison.VALUE);
    assertThat(letter.path("reading").path("sensorId").asString()).isEqualTo("a");
    assertThat(letter.path("payload").path("base64").asString())
        .isEqualTo(Base64.getEncoder().encodeToString(bytes));
    assertThat(letter.path("payload").path("hex").asString())
        .isEqualTo(HexFormat.of().formatHex(bytes));
    assertThat(letter.path("key").asString()).isEqualTo(readings.tenant() + "/a");
    assertThat(letter.path("reason").asString()).isEqualTo("refused-constraint");
    assertThat(letter.path("detail").asString()).contains("23514", "poison");
    assertThat(letter.path("attempts").asInt()).isEqualTo(1);
    assertThat(letter.path("history").size()).isZero();
    assertThat(letter.path("topic").asString()).isEqualTo("sensor.readings");
  }

  @Test
  void anOperatorSeesTheirOwnTenantsLettersOnlyAndIsNotToldOfOthers() throws Exception {
    var stranger = operator(readings.tenant());
    assertThat(service.get(stranger, LETTERS).json().path("items").size()).isZero();
    assertThat(
            service
                .get(stranger, LETTERS + "?tenant=" + common.tenant())
                .json()
                .path("items")
                .size())
        .isZero();
    for (var answer :
        List.of(
            service.get(stranger, LETTERS + "/" + letter),
            service.send("PATCH", stranger, LETTERS + "/" + letter, "{\"value\":1}"),
            service.post(stranger, LETTERS + "/" + letter + "/dry-run", ""),
            service.post(stranger, LETTERS + "/" + letter + "/discard", "{\"reason\":\"x\"}"),
            service.post(
                stranger,
                LETTERS + "/discard",
                "{\"ids\":[%d],\"reason\":\"x\"}".formatted(letter)),
            service.post(stranger, LETTERS + "/replays", "{\"ids\":[%d]}".formatted(letter)))) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("dead-letter-not-found");
      assertThat(answer.toString()).doesNotContain(common.tenant(), "common");
    }
    var unknown = service.get(stranger, LETTERS + "/999999999");
    assertThat(unknown.code()).isEqualTo("dead-letter-not-found");
  }

  @Test
  void whatIsNobodysIsSeenByOperatorsOfThePlatformOnly() throws Exception {
    poison.sendBytes("no tenant at all", (byte) 9, (byte) 9);
    await()
        .atMost(PATIENCE)
        .until(() ->
            poison
                    .database()
                    .number("SELECT count(*) FROM readings.dead_letter WHERE payload = '\\x0909'")
                > 0);
    long id =
        poison
            .database()
            .number("SELECT max(id) FROM readings.dead_letter WHERE payload = '\\x0909'");
    assertThat(service.get(operator(readings.tenant()), LETTERS + "/" + id).status())
        .isEqualTo(404);
    assertThat(
            service.get(admin(), LETTERS + "/" + id).json().path("payload").path("hex").asString())
        .isEqualTo("0909");
  }

  @Test
  void theScopeIsNeeded() {
    var answer = service.get(token("t", List.of("*"), "readings:read", "sensors:admin"), LETTERS);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("scope-missing");
  }

  @Test
  void anEditChangesWhatIsReplayedAndKeepsWhatCame() throws Exception {
    var id = poison.letters(List.of(readings.reading("a", 1, Poison.VALUE))).getFirst();
    var path = LETTERS + "/" + id;
    var edited =
        service.send(
            "PATCH",
            operator(readings.tenant()),
            path,
            "{\"value\":21.5,\"unit\":null,\"sensorId\":\"b\"}",
            "If-Match",
            "\"1\"");
    assertThat(edited.status()).as(edited.toString()).isEqualTo(200);
    assertThat(edited.header("ETag")).isEqualTo("\"2\"");
    var letter = edited.json();
    assertThat(letter.path("edited").asBoolean()).isTrue();
    assertThat(letter.path("sensorId").asString()).isEqualTo("b");
    assertThat(letter.path("reading").path("value").asDouble()).isEqualTo(21.5);
    assertThat(letter.path("reading").has("unit")).isFalse();
    assertThat(letter.path("original").path("value").asDouble()).isEqualTo(Poison.VALUE);
    var change = letter.path("history").path(0);
    assertThat(change.path("action").asString()).isEqualTo("edited");
    assertThat(change.path("subject").asString()).isEqualTo("op@" + readings.tenant());
    assertThat(change.path("before").path("value").asDouble()).isEqualTo(Poison.VALUE);
    assertThat(change.path("after").path("value").asDouble()).isEqualTo(21.5);

    var lost = service.send("PATCH", admin(), path, "{\"value\":1}", "If-Match", "\"1\"");
    assertThat(lost.status()).isEqualTo(412);
    assertThat(lost.code()).isEqualTo("dead-letter-changed");

    service.post(admin(), LETTERS + "/replays", "{\"ids\":[%d]}".formatted(id));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(poison.rows(readings.tenant())).containsExactly(List.of("b", 21.5)));
    var closed = service.send("PATCH", admin(), path, "{\"value\":1}");
    assertThat(closed.status()).isEqualTo(409);
    assertThat(closed.code()).isEqualTo("dead-letter-closed");
  }

  @Test
  void bytesThatAreNoReadingAreReplayedOnceTheyAreEditedIntoOne() throws Exception {
    poison.sendBytes(readings.tenant() + "/broken", (byte) 1, (byte) 2);
    var id = poison.letters(readings.tenant(), 1).getFirst();
    var path = LETTERS + "/" + id;
    var dry = service.post(admin(), path + "/dry-run", "").json();
    assertThat(dry.path("decodes").asBoolean()).isFalse();
    assertThat(dry.path("skip").asString()).isEqualTo("still-malformed");

    var incomplete = service.send("PATCH", admin(), path, "{\"value\":1}");
    assertThat(incomplete.code()).isEqualTo("observed-at-invalid");
    var now = Instant.now().toString();
    var edited =
        service.send("PATCH", admin(), path, "{\"value\":3,\"observedAt\":\"%s\"}".formatted(now));
    assertThat(edited.json().path("reading").path("sensorId").asString()).isEqualTo("broken");
    assertThat(edited.json().path("original").isMissingNode()).isTrue();
    assertThat(service.post(admin(), path + "/dry-run", "").json().path("wouldReplay").asBoolean())
        .isTrue();
    service.post(admin(), LETTERS + "/replays", "{\"ids\":[%d]}".formatted(id));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(poison.rows(readings.tenant())).containsExactly(List.of("broken", 3.0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"value\":\"wet\"}                         | value-invalid",
        "{\"value\":null}                            | value-invalid",
        "{\"value\":1e999}                           | value-invalid",
        "{\"sensorId\":\"\"}                         | sensor-id-invalid",
        "{\"sensorId\":\"'; DROP TABLE x --\"}       | sensor-id-invalid",
        "{\"sensorId\":7}                            | sensor-id-invalid",
        "{\"observedAt\":\"yesterday\"}              | observed-at-invalid",
        "{\"observedAt\":null}                       | observed-at-invalid",
        "{\"observedAt\":9223372036854775807}        | observed-at-invalid",
        "{\"observedAt\":\"1812-01-01T00:00:00Z\"}   | observed-at-out-of-window",
        "{\"unit\":\"as much as you like\"}          | unit-invalid",
        "{\"unit\":\"\\u0000\"}                      | unit-invalid",
        "{\"tenant\":\"somebody-else\"}              | request-invalid",
        "{\"colour\":\"red\"}                        | request-invalid",
        "{}                                          | request-invalid",
        "[1]                                         | request-invalid",
      })
  void anEditIntoWhatIsNoReadingIsRefusedWithWhatIsWrong(String body, String code) {
    var answer = service.send("PATCH", admin(), LETTERS + "/" + letter, body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(service.get(admin(), LETTERS + "/" + letter).header("ETag")).isEqualTo("\"1\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=ten",
        "limit=-1",
        "cursor=x",
        "cursor=%00",
        "cursor=AAAA",
        "cursor=' OR 1=1 --",
        "from=yesterday",
        "to=2026-13-01T00:00:00Z",
        "from=99999999999999999999",
        "state=shut",
        "partition=first",
        "partition=-1",
        "reason=' OR '1'='1",
        "reason=x'; DROP TABLE readings.dead_letter; --",
        "tenant=a/b",
        "tenant=a' --",
        "sensor=%25",
        "sensor='",
        "sensor=a**",
      })
  void aWrongParameterIsTold(String query) {
    var name = query.substring(0, query.indexOf('='));
    var value = query.substring(query.indexOf('=') + 1);
    var answer =
        service.get(
            admin(),
            LETTERS
                + "?"
                + name
                + "="
                + (value.startsWith("%")
                    ? value
                    : URLEncoder.encode(value, StandardCharsets.UTF_8)));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid-parameter");
  }

  @Test
  void theCursorOfAnotherQueryIsRefused() throws Exception {
    poison.letters(
        List.of(readings.reading("a", 1, Poison.VALUE), readings.reading("a", 2, Poison.VALUE)));
    var next =
        service
            .get(admin(), LETTERS + "?limit=1&tenant=" + readings.tenant())
            .json()
            .path("next")
            .asString();
    assertThat(service.get(admin(), LETTERS + "?limit=1&cursor=" + next).code())
        .isEqualTo("invalid-parameter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json                                   | 400 | malformed-json",
        "{\"ids\":[1]                               | 400 | malformed-json",
        "{\"ids\":[1]} {}                           | 400 | malformed-json",
        "{}                                         | 422 | request-invalid",
        "null                                       | 422 | request-invalid",
        "{\"ids\":[]}                               | 422 | request-invalid",
        "{\"ids\":[1],\"query\":{}}                 | 422 | request-invalid",
        "{\"ids\":[\"x\"]}                          | 422 | request-invalid",
        "{\"ids\":[1.5]}                            | 422 | request-invalid",
        "{\"ids\":[0]}                              | 422 | request-invalid",
        "{\"ids\":[99999999999999999999]}           | 422 | request-invalid",
        "{\"ids\":7}                                | 422 | request-invalid",
        "{\"query\":[]}                             | 422 | request-invalid",
        "{\"query\":{\"colour\":\"red\"}}           | 422 | request-invalid",
        "{\"query\":{\"from\":\"yesterday\"}}       | 422 | request-invalid",
        "{\"query\":{\"sensor\":{}}}                | 422 | request-invalid",
        "{\"query\":{\"state\":\"replayed\"}}       | 422 | request-invalid",
        "{\"query\":{\"reason\":\"' OR 1=1\"}}      | 422 | request-invalid",
        "{\"ids\":[1],\"ratePerSecond\":0}          | 422 | request-invalid",
        "{\"ids\":[1],\"ratePerSecond\":1000000000} | 422 | request-invalid",
        "{\"ids\":[1],\"ratePerSecond\":99999999999}| 422 | request-invalid",
        "{\"ids\":[1],\"ratePerSecond\":\"fast\"}   | 422 | request-invalid",
        "{\"ids\":[1],\"overwrite\":\"yes\"}        | 422 | request-invalid",
        "{\"ids\":[999999999]}                      | 404 | dead-letter-not-found",
      })
  void aWrongReplayIsTold(String body, int status, String code) {
    var answer = service.post(admin(), LETTERS + "/replays", body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void hugeSelectionsAndBodiesAreToldTheLimit() {
    var ids = new StringBuilder("1");
    for (int i = 2; i <= 10_001; i++) {
      ids.append(',').append(i);
    }
    var many = service.post(admin(), LETTERS + "/replays", "{\"ids\":[" + ids + "]}");
    assertThat(many.status()).isEqualTo(422);
    assertThat(many.json().path("detail").asString()).contains("10001", "10000");
    var large =
        service.post(
            admin(), LETTERS + "/discard", "{\"reason\":\"" + "x".repeat(2_000_000) + "\"}");
    assertThat(large.status()).isEqualTo(413);
    var deep = service.post(admin(), LETTERS + "/replays", "[".repeat(100_000));
    assertThat(deep.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1e3", "-1", "0x1", "' OR 1=1"})
  void anIdThatIsNoNumberIsTold(String id) {
    var path = LETTERS + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    assertThat(service.get(admin(), path).code()).isEqualTo("invalid-parameter");
    assertThat(service.post(admin(), path + "/discard", "{\"reason\":\"x\"}").status())
        .isEqualTo(400);
    assertThat(service.get(admin(), LETTERS + "/replays/x").status()).isEqualTo(400);
  }

  @Test
  void aDiscardNeedsAReason() {
    var path = LETTERS + "/" + letter + "/discard";
    for (var body :
        List.of("{}", "{\"reason\":\" \"}", "{\"reason\":7}", reason("x".repeat(501)))) {
      assertThat(service.post(admin(), path, body).code()).isEqualTo("request-invalid");
    }
    assertThat(service.post(admin(), path, "").code()).isEqualTo("malformed-json");
    assertThat(service.get(admin(), LETTERS + "/" + letter).json().path("state").asString())
        .isEqualTo("open");
  }

  @Test
  void oneASelectionAndAQueryAreDiscardedWithWhoAndWhy() throws Exception {
    var many = new ArrayList<Reading>();
    for (int i = 0; i < 10; i++) {
      many.add(readings.reading("a", i, Poison.VALUE));
      many.add(readings.reading("b", i, Poison.VALUE));
    }
    var ids = poison.letters(many.stream().filter(r -> r.sensorId().equals("a")).toList());
    poison.letters(many.stream().filter(r -> r.sensorId().equals("b")).toList());
    double before = service.count("sensor.dead_letters.discarded");
    var one = service.post(admin(), LETTERS + "/" + ids.get(0) + "/discard", reason("test rig"));
    assertThat(one.json().path("state").asString()).isEqualTo("discarded");
    assertThat(one.json().path("history").path(0).path("reason").asString()).isEqualTo("test rig");
    assertThat(one.json().path("history").path(0).path("subject").asString()).isEqualTo("root");
    assertThat(service.post(admin(), LETTERS + "/" + ids.get(0) + "/discard", reason("x")).code())
        .isEqualTo("dead-letter-closed");

    var some =
        service
            .post(
                admin(),
                LETTERS + "/discard",
                "{\"ids\":[%d,%d],\"reason\":\"x\"}".formatted(ids.get(0), ids.get(1)))
            .json();
    assertThat(some.path("discarded").asInt()).isEqualTo(1);
    assertThat(some.path("skipped").path("closed").asInt()).isEqualTo(1);

    var all =
        service
            .post(
                operator(readings.tenant()),
                LETTERS + "/discard",
                "{\"query\":{\"sensor\":\"b\"},\"reason\":\"x\"}")
            .json();
    assertThat(all.path("discarded").asInt()).isEqualTo(10);
    assertThat(all.path("complete").asBoolean()).isTrue();
    assertThat(service.count("sensor.dead_letters.discarded") - before).isEqualTo(12);
    assertThat(
            poison
                .database()
                .number(
                    "SELECT count(*) FROM readings.dead_letter WHERE tenant = ? AND state = 'open'",
                    readings.tenant()))
        .isEqualTo(8);
  }

  @Test
  void ofADiscardAndAReplayOfTheSameLetterExactlyOneWins() throws Exception {
    var many = new ArrayList<Reading>();
    for (int i = 0; i < 20; i++) {
      many.add(readings.reading("s" + i, 1, Poison.VALUE));
    }
    var ids = poison.letters(many);
    poison.allow();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var id : ids) {
        Callable<Answer> discard =
            () -> service.post(admin(), LETTERS + "/" + id + "/discard", reason("x"));
        Callable<Answer> replay =
            () -> service.post(admin(), LETTERS + "/replays", "{\"ids\":[%d]}".formatted(id));
        var discarded = threads.submit(discard);
        var replayed = threads.submit(replay);
        int status = discarded.get().status();
        if (status == 200) {
          // The replay came too late, or found the letter closed when its turn came.
          assertThat(replayed.get().status()).isIn(202, 409);
        } else {
          assertThat(status).isEqualTo(409);
          assertThat(replayed.get().status()).isEqualTo(202);
        }
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    poison
                        .database()
                        .number(
                            "SELECT count(*) FROM readings.dead_letter WHERE tenant = ? AND state = 'open'",
                            readings.tenant()))
                .isZero());
    long replayed =
        poison
            .database()
            .number(
                "SELECT count(*) FROM readings.dead_letter WHERE tenant = ? AND state = 'replayed'",
                readings.tenant());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(poison.rows(readings.tenant())).hasSize((int) replayed));
    assertThat(
            poison
                .database()
                .number(
                    """
                    SELECT count(*) FROM readings.dead_letter_change c
                    JOIN readings.dead_letter l ON l.id = c.dead_letter_id WHERE l.tenant = ?
                    """,
                    readings.tenant()))
        .isEqualTo(20);
    poison.forbid();
  }

  @Test
  void openLettersAreAGaugeByReason() throws Exception {
    poison.letters(List.of(readings.reading("a", 1, Poison.VALUE)));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThat(
                    (long)
                        service.gauge("sensor.dead_letters.open", "reason", "refused-constraint"))
                .isEqualTo(
                    poison
                        .database()
                        .number(
                            "SELECT count(*) FROM readings.dead_letter"
                                + " WHERE state = 'open' AND reason = 'refused-constraint'")));
  }

  private static String reason(String text) {
    return "{\"reason\":\"" + text + "\"}";
  }

  private JsonNode find(String filter) {
    var answer = service.get(admin(), LETTERS + "?tenant=" + readings.tenant() + filter);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json().path("items");
  }

  private List<String> sensors(String filter) {
    return find(filter).valueStream().map(item -> item.path("sensorId").asString()).toList();
  }
}
