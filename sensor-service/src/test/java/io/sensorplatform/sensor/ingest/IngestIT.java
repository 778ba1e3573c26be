package io.sensorplatform.sensor.ingest;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.gzip;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.sensor.ReadingsOnKafka;
import io.sensorplatform.sensor.RunningSensorService;
import io.sensorplatform.sensor.RunningSensorService.Answer;
import io.sensorplatform.sensor.time.Rfc3339;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IngestIT {

  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final Instant NOW = Instant.now();

  private final RunningSensorService service = RunningSensorService.shared();
  private final String tenant = newTenant();
  private final String token = device(tenant, "plant1/");

  @BeforeAll
  static void kafkaIsReady() {
    RunningSensorService service = RunningSensorService.shared();
    String token = device(newTenant(), "a");
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> service.post(token, JSON, "{\"sensorId\":\"a\",\"value\":1}").isReplicated());
  }

  @Test
  void answers202OnceAReadingIsOnKafka() {
    String observedAt = NOW.minusSeconds(5).toString();

    Answer answer =
        service.post(
            token,
            JSON,
            """
            {"sensorId":"plant1/press7/temperature","observedAt":"%s","value":21.4,"unit":"Cel"}
            """
                .formatted(observedAt));

    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    assertThat(answer.header("Content-Type")).isEqualTo(JSON);
    assertThat(answer.json().toString())
        .isEqualTo("{\"accepted\":1,\"rejected\":0,\"durability\":\"replicated\",\"errors\":[]}");
    assertThat(ReadingsOnKafka.readings(tenant))
        .singleElement()
        .satisfies(reading -> {
          assertThat(reading.sensorId()).isEqualTo("plant1/press7/temperature");
          assertThat(reading.observedAtMicros()).isEqualTo(Rfc3339.micros(observedAt));
          assertThat(reading.value()).isEqualTo(21.4);
          assertThat(reading.unit()).isEqualTo("Cel");
          assertThat(reading.receivedAtMicros()).isGreaterThan(reading.observedAtMicros());
        });
    assertThat(ReadingsOnKafka.records(tenant).getFirst().headers())
        .as("no trace, no header")
        .isEmpty();
  }

  @Test
  void keepsTheNeighboursOfABadItemInABatch() {
    double accepted = service.count("sensor.ingest.accepted");
    double rejected = service.count("sensor.ingest.rejected", "code", "value-invalid");
    String items =
        IntStream.range(0, 1_000)
            .mapToObj(i ->
                "{\"sensorId\":\"plant1/a\",\"observedAt\":%d,\"value\":%s}"
                    .formatted(NOW.toEpochMilli() - i, i == 17 ? "\"warm\"" : i))
            .collect(Collectors.joining(",", "[", "]"));

    Answer answer = service.post(token, JSON, items);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(999);
    assertThat(answer.json().path("rejected").asInt()).isEqualTo(1);
    assertThat(answer.json().path("errors").toString())
        .isEqualTo(
            "[{\"index\":17,\"code\":\"value-invalid\",\"detail\":\"value is a string, not a"
                + " number.\",\"retryable\":false}]");
    assertThat(ReadingsOnKafka.readings(tenant)).hasSize(999);
    assertThat(service.count("sensor.ingest.accepted")).isEqualTo(accepted + 999);
    assertThat(service.count("sensor.ingest.rejected", "code", "value-invalid"))
        .isEqualTo(rejected + 1);
  }

  @Test
  void keepsTheOrderOfASensorsReadings() {
    for (int batch = 0; batch < 20; batch++) {
      int first = batch * 100;
      String lines =
          IntStream.range(first, first + 100)
              .mapToObj(i ->
                  "{\"sensorId\":\"plant1/%d\",\"observedAt\":%d,\"value\":%d}"
                      .formatted(i % 3, NOW.toEpochMilli(), i))
              .collect(Collectors.joining("\n"));
      assertThat(service.post(token, NDJSON, lines).status()).isEqualTo(202);
    }

    List<Reading> stored = ReadingsOnKafka.readings(tenant);
    assertThat(stored).hasSize(2_000);
    for (int sensor = 0; sensor < 3; sensor++) {
      String id = "plant1/" + sensor;
      assertThat(stored.stream().filter(reading -> reading.sensorId().equals(id)))
          .extracting(Reading::value)
          .isSorted();
    }
  }

  @Test
  void keepsTheOtherLinesOfNdjsonThatIsMalformedInOne() {
    Answer answer =
        service.post(
            token,
            NDJSON + "; charset=utf-8",
            "{\"sensorId\":\"plant1/a\",\"value\":1}\n{\"sens\n{\"sensorId\":\"plant1/a\",\"value\":3}\n");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("accepted").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/errors/0/code").asString()).isEqualTo("malformed-json");
    assertThat(answer.json().at("/errors/0/index").asInt()).isEqualTo(1);
    assertThat(ReadingsOnKafka.readings(tenant))
        .extracting(Reading::value)
        .containsExactlyInAnyOrder(1.0, 3.0);
  }

  @Test
  void readsGzip() {
    byte[] body = gzip("[{\"sensorId\":\"plant1/a\",\"value\":1}]".getBytes(UTF_8));

    Answer answer = service.post(token, JSON, body, "Content-Encoding", "gzip");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(ReadingsOnKafka.readings(tenant)).hasSize(1);
  }

  @Test
  void acceptsTenThousandReadings() {
    String line = "{\"sensorId\":\"plant1/a\",\"value\":1}\n";

    Answer answer =
        service.post(
            token, NDJSON, gzip(line.repeat(10_000).getBytes(UTF_8)), "Content-Encoding", "gzip");

    assertThat(answer.json().path("accepted").asInt()).isEqualTo(10_000);
    assertThat(ReadingsOnKafka.readings(tenant))
        .extracting(Reading::observedAtMicros)
        .doesNotHaveDuplicates();
  }

  @Test
  void acceptsNothingOfAnArrayWithASyntaxError() {
    assertProblem(
        service.post(token, JSON, "[{\"sensorId\":\"plant1/a\",\"value\":1},\n {\"sensorId\":}]"),
        400,
        "malformed-json");
    assertThat(ReadingsOnKafka.readings(tenant)).isEmpty();
  }

  @Test
  void tellsWhereTheJsonBreaks() {
    Answer answer = service.post(token, JSON, "[\n{\"sensorId\":nul}]");

    assertThat(answer.json().path("detail").asString()).contains("line 2, column 1");
  }

  @Test
  void refusesTooManyReadingsAndKeepsNone() {
    String line = "{\"sensorId\":\"plant1/a\",\"value\":1}\n";

    assertProblem(service.post(token, NDJSON, line.repeat(10_001)), 413, "too-many-readings");
    assertThat(ReadingsOnKafka.readings(tenant)).isEmpty();
  }

  @Test
  void refusesABodyOverTheLimitWhetherItsLengthIsToldOrNot() {
    byte[] large = new byte[8 * 1024 * 1024 + 1];

    assertProblem(service.post(token, JSON, large), 413, "body-too-large");
    HttpRequest.Builder chunked =
        service
            .request("/v1/readings", token)
            .header("Content-Type", JSON)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
    assertProblem(service.send(chunked), 413, "body-too-large");
  }

  @Test
  void stopsAGzipBomb() {
    byte[] bomb = gzip(new byte[200 * 1024 * 1024]);

    assertProblem(
        service.post(token, JSON, bomb, "Content-Encoding", "gzip"), 413, "body-too-large");
  }

  @Test
  void refusesBadGzipAndOtherEncodings() {
    assertProblem(
        service.post(token, JSON, "{}", "Content-Encoding", "gzip"), 400, "malformed-gzip");
    Answer answer = service.post(token, JSON, "{}", "Content-Encoding", "br");
    assertProblem(answer, 415, "unsupported-encoding");
    assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip");
  }

  @Test
  void refusesOtherContentTypesPathsAndMethods() {
    assertProblem(service.post(token, "text/csv", "a,1"), 415, "unsupported-media-type");
    assertProblem(service.get(token, "/v1/nothing"), 404, "not-found");
    Answer answer = service.get(token, "/v1/readings");
    assertProblem(answer, 405, "method-not-allowed");
    assertThat(answer.header("Allow")).isEqualTo("POST");
  }

  @Test
  void refusesABodyWithoutReadings() {
    assertProblem(service.post(token, JSON, ""), 400, "no-readings");
    assertProblem(service.post(token, JSON, "[]"), 400, "no-readings");
    assertProblem(service.post(token, NDJSON, "\n"), 400, "no-readings");
  }

  @Test
  void refusesTheSensorOfAnother() {
    Answer one = service.post(token, JSON, "{\"sensorId\":\"plant2/a\",\"value\":1}");
    Answer all =
        service.post(
            token,
            JSON,
            "[{\"sensorId\":\"plant2/a\",\"value\":1},{\"sensorId\":\"plant1/a\",\"value\":\"x\"}]");
    Answer some =
        service.post(
            token,
            JSON,
            "[{\"sensorId\":\"plant2/a\",\"value\":1},{\"sensorId\":\"plant1/a\",\"value\":1}]");

    assertProblem(one, 422, "readings-rejected");
    assertThat(one.json().at("/errors/0/code").asString()).isEqualTo("sensor-not-allowed");
    assertProblem(all, 422, "readings-rejected");
    assertThat(all.json().at("/errors/0/code").asString()).isEqualTo("sensor-not-allowed");
    assertThat(all.json().at("/errors/1/code").asString()).isEqualTo("value-invalid");
    assertThat(some.status()).isEqualTo(202);
    assertThat(some.json().at("/errors/0/code").asString()).isEqualTo("sensor-not-allowed");
    assertThat(ReadingsOnKafka.readings(tenant)).hasSize(1);
  }

  @Test
  void hasOnKafkaWhatManyClientsGotAcknowledged() throws Exception {
    int clients = 50;
    int batches = 10;
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> accepted =
          IntStream.range(0, clients)
              .mapToObj(client -> tasks.submit(() -> sendBatches(client, batches)))
              .toList();
      int sum = 0;
      for (Future<Integer> each : accepted) {
        sum += each.get();
      }
      assertThat(sum).isEqualTo(clients * batches * 20);
    }

    assertThat(ReadingsOnKafka.readings(tenant))
        .hasSize(clients * batches * 20)
        .extracting(reading -> reading.sensorId() + '=' + reading.value())
        .doesNotHaveDuplicates();
  }

  private int sendBatches(int client, int batches) {
    int accepted = 0;
    for (int batch = 0; batch < batches; batch++) {
      int first = batch * 20;
      String lines =
          IntStream.range(first, first + 20)
              .mapToObj(i -> "{\"sensorId\":\"plant1/%d\",\"value\":%d}".formatted(client, i))
              .collect(Collectors.joining("\n"));
      accepted += service.post(token, NDJSON, lines).json().path("accepted").asInt();
    }
    return accepted;
  }

  @Test
  void givesBackTheMemoryOfABodyThatBreaksOff() throws Exception {
    try (var socket = new Socket("127.0.0.1", service.port())) {
      String head =
          "POST /v1/readings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
              + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n[";
      socket.getOutputStream().write(head.formatted(token).getBytes(UTF_8));
      socket.getOutputStream().flush();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> service.gauge("sensor.ingest.body.memory") > 0);
    }

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> service.gauge("sensor.ingest.body.memory") == 0);
  }

  @Test
  void refusesATokenThatMayNotWrite() {
    String reader = RunningSensorService.token(tenant, List.of("*"), "readings:read");

    assertProblem(
        service.post(reader, JSON, "{\"sensorId\":\"plant1/a\",\"value\":1}"),
        403,
        "scope-missing");
    assertProblem(service.post("none", JSON, "{}"), 401, "token-malformed");
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().path("hint").asString()).isNotEmpty();
    assertThat(answer.json().path("detail").asString()).isNotEmpty();
  }
}
