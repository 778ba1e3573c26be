package io.sensorplatform.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A reading from the device to the query API, the row, the object and the trace. */
@ExtendWith(SharedPlatform.class)
class JourneyIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

  @Test
  void aSingleReadingComesBackFromTheApiTheTableAndTheArchive(Platform platform) throws Exception {
    Api api = platform.api("single", "journey", "single/");
    var sent = new Row("single/plant1/temperature", NOW, 21.4);

    HttpResponse<String> answer = api.post(sent.json());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(Api.json(answer).at("/accepted").asInt()).isEqualTo(1);
    assertThat(Api.json(answer).at("/rejected").asInt()).isZero();
    assertThat(Api.json(answer).at("/durability").asString()).isEqualTo("replicated");
    assertThat(Api.json(answer).at("/errors").isEmpty()).isTrue();
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          HttpResponse<String> latest = api.get("/v1/sensors/single%2Fplant1%2Ftemperature/latest");
          assertThat(latest.statusCode()).isEqualTo(200);
          assertThat(latest.body()).contains("21.4", "Cel", NOW.toString().substring(0, 19));
        });
    HttpResponse<String> range =
        api.get("/v1/sensors/single/plant1/temperature/readings?from=%s".formatted(NOW));
    assertThat(range.statusCode()).as(range.body()).isEqualTo(200);
    assertThat(Api.json(range).at("/readings/0/value").asDouble()).isEqualTo(21.4);
    assertThat(new Stored(platform).rows("journey", "single/")).containsExactly(sent);
    var archived = new Archived(platform);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(archived.rows("journey", "single/")).containsExactly(sent));
  }

  @Test
  void aBadItemCostsOnlyItself(Platform platform) throws Exception {
    Api api = platform.api("batch", "journey", "batch/");
    List<Row> good = rows("batch/a", 9);
    String body =
        Stream.concat(
                good.stream().map(Row::json),
                Stream.of("{\"sensorId\":\"batch/a\",\"observedAt\":\"yesterday\",\"value\":1}"))
            .collect(Collectors.joining(",", "[", "]"));

    JsonNode answer = Api.json(api.post(body));

    assertThat(answer.at("/accepted").asInt()).isEqualTo(9);
    assertThat(answer.at("/rejected").asInt()).isEqualTo(1);
    assertThat(answer.at("/errors/0/index").asInt()).isEqualTo(9);
    assertThat(answer.at("/errors/0/code").asString()).isEqualTo("observed-at-invalid");
    assertThat(answer.at("/errors/0/retryable").asBoolean()).isFalse();
    storedSoon(platform, "batch/", good);
  }

  @Test
  void ndjsonAndGzipSayTheSame(Platform platform) throws Exception {
    Api api = platform.api("forms", "journey", "forms/");
    List<Row> lines = rows("forms/ndjson", 20);
    String ndjson = lines.stream().map(Row::json).collect(Collectors.joining("\n"));
    List<Row> zipped = rows("forms/gzip", 20);

    assertThat(api.post("application/x-ndjson", null, ndjson.getBytes(UTF_8)).statusCode())
        .isEqualTo(202);
    assertThat(
            api.post("application/json", "gzip", Api.gzip(array(zipped).getBytes(UTF_8)))
                .statusCode())
        .isEqualTo(202);

    storedSoon(platform, "forms/", Stream.concat(zipped.stream(), lines.stream()).toList());
  }

  @Test
  void theSameBatchSentThreeTimesLeavesTheSameRows(Platform platform) throws Exception {
    Api api = platform.api("thrice", "journey", "thrice/");
    List<Row> rows = rows("thrice/a", 100);
    for (int i = 0; i < 3; i++) {
      assertThat(api.post(array(rows)).statusCode()).isEqualTo(202);
    }
    // Comes after the three in the same partition: when it is stored, they are.
    var last = new Row("thrice/a", NOW.plusSeconds(1), 1);
    assertThat(api.post(last.json()).statusCode()).isEqualTo(202);

    storedSoon(platform, "thrice/", Stream.concat(rows.stream(), Stream.of(last)).toList());
    var archived = new Archived(platform);
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          List<Row> log = archived.rows("journey", "thrice/");
          assertThat(log).hasSize(301);
          assertThat(new HashSet<>(log)).hasSize(101);
        });
    assertThat(archived.offsetsTwice()).isZero();
  }

  @Test
  void aLaterValueForTheSameInstantReplacesTheEarlier(Platform platform) throws Exception {
    Api api = platform.api("replace", "journey", "replace/");
    var first = new Row("replace/a", NOW, 1);
    var second = new Row("replace/a", NOW, 2);
    assertThat(api.post(array(List.of(first, second))).statusCode()).isEqualTo(202);
    storedSoon(platform, "replace/", List.of(second));
    var third = new Row("replace/a", NOW, 3);
    assertThat(api.post(third.json()).statusCode()).isEqualTo(202);
    storedSoon(platform, "replace/", List.of(third));
  }

  @Test
  void pagesThroughASensorsReadingsWithTheCursor(Platform platform) throws Exception {
    Api api = platform.api("pages", "journey", "pages/");
    List<Row> rows = rows("pages/a", 250);
    assertThat(api.post(array(rows)).statusCode()).isEqualTo(202);
    storedSoon(platform, "pages/", rows);

    var seen = new ArrayList<String>();
    String path = "/v1/sensors/pages%2Fa/readings?order=asc&limit=100";
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = Api.json(api.get(path + cursor));
      page.at("/readings").forEach(reading -> seen.add(reading.at("/observedAt").asString()));
      JsonNode next = page.at("/nextCursor");
      cursor = next.isString() ? "&cursor=" + next.asString() : null;
      pages++;
    } while (cursor != null && pages < 10);

    assertThat(pages).isEqualTo(3);
    assertThat(seen.stream().map(Instant::parse).toList())
        .isEqualTo(rows.stream().map(Row::observedAt).toList());
  }

  @Test
  void oneTraceShowsTheWholePath(Platform platform) throws Exception {
    Api api = platform.api("traced", "journey", "traced/");
    var sent = new Row("traced/a", NOW, 5);
    HttpResponse<String> answer = api.post(sent.json());
    assertThat(answer.statusCode()).isEqualTo(202);
    String traceId = answer.headers().firstValue("traceresponse").orElseThrow().split("-")[1];
    String zipkin = platform.addresses().at("/traces").asString().replaceFirst("/zipkin/?$", "");

    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode spans =
              JsonMapper.shared().readTree(Http.get(zipkin + "/api/v2/trace/" + traceId));
          Set<String> services = new HashSet<>();
          Set<String> names = new HashSet<>();
          for (JsonNode span : spans) {
            services.add(span.at("/localEndpoint/serviceName").asString());
            names.add(span.at("/name").asString().toLowerCase());
          }
          assertThat(services).contains("gateway-service", "sensor-service", "stream-service");
          assertThat(names)
              .as("gateway and service, Kafka out and in, PostgreSQL, S3")
              .anyMatch(name -> name.contains("post"))
              .anyMatch(name -> name.contains("sensor.readings"))
              .anyMatch(name -> name.contains("process"))
              .anyMatch(name -> name.contains("copy") || name.contains("reading"))
              .anyMatch(name -> name.contains("put"));
        });

    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          for (String service : List.of("gateway-service", "sensor-service")) {
            Path log = Path.of(platform.component(service).at("/log").asString());
            assertThat(Files.readAllLines(log))
                .allSatisfy(
                    line -> assertThat(JsonMapper.shared().readTree(line).has("message")).isTrue());
          }
        });
  }

  @Test
  void aTokenOfTheOperatorSeesTheDevicesOfTheTenant(Platform platform) throws Exception {
    platform.device("listed", "default", "listed/");
    String token = platform.run("token", "operator").succeeded().out().trim();
    var api = new Api(platform.gateway(), () -> token);
    assertThat(api.get("/v1/devices").body()).contains("listed");
    assertThat(platform.run("token", "listed").succeeded().out().trim().split("\\.")).hasSize(3);
    assertThat(platform.run("device", "add", "listed", "--sensors", "x/").exitCode()).isNotZero();
    assertThat(platform.run("kill", "nothing").exitCode()).isNotZero();
  }

  private static void storedSoon(Platform platform, String prefix, List<Row> expected) {
    var stored = new Stored(platform);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(stored.rows("journey", prefix))
                .containsExactlyInAnyOrderElementsOf(expected));
  }

  private static List<Row> rows(String sensorId, int count) {
    var rows = new ArrayList<Row>();
    for (int i = 0; i < count; i++) {
      rows.add(new Row(sensorId, NOW.minusSeconds(count - i), i / 4.0));
    }
    return rows;
  }

  private static String array(List<Row> rows) {
    return rows.stream().map(Row::json).collect(Collectors.joining(",", "[", "]"));
  }
}
