package io.sensorplatform.local.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.sensorplatform.local.server.Jvm;
import io.sensorplatform.local.server.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The real component in its own JVM, as the stack starts it. Needs what `package` put in target.
 */
class TracesServerIT {
  private static final int ZIPKIN_PORT = Ports.free();
  private static final int OTLP_PORT = Ports.free();
  private static final long NOW = Instant.now().toEpochMilli() * 1_000;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Process server;

  @BeforeAll
  static void start() throws IOException {
    server = launch(ZIPKIN_PORT, OTLP_PORT).inheritIO().start();
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreException(UncheckedIOException.class)
        .until(() -> !server.isAlive() || get(OTLP_PORT, "/health").statusCode() == 200);
    assertThat(server.isAlive()).isTrue();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.destroy();
    assertThat(server.waitFor(30, TimeUnit.SECONDS)).as("SIGTERM ends it").isTrue();
  }

  @Test
  void showsOneTraceOfWhatIsOnlyLinkedWhateverTheOrderOfExports() throws Exception {
    String journey = "11111111111111111111111111111111";
    String batch = "22222222222222222222222222222222";
    ExportTraceServiceRequest insert =
        Otlp.export(
            "stream-service",
            Otlp.span(
                batch, "000000000000000c", "000000000000000b", "COPY reading", NOW + 9_000, 500));
    ExportTraceServiceRequest write =
        Otlp.export(
            "stream-service",
            Otlp.span(batch, "000000000000000b", "", "write batch", NOW + 8_000, 3_000)
                .setKind(Span.SpanKind.SPAN_KIND_CONSUMER)
                .addLinks(Otlp.link(journey, "0000000000000003")));
    ExportTraceServiceRequest produce =
        Otlp.export(
            "sensor-service",
            Otlp.span(journey, "0000000000000003", "0000000000000002", "produce", NOW + 2_000, 900)
                .setKind(Span.SpanKind.SPAN_KIND_PRODUCER),
            Otlp.span(journey, "0000000000000002", "0000000000000001", "ingest", NOW + 1_000, 3_000)
                .setKind(Span.SpanKind.SPAN_KIND_SERVER));
    ExportTraceServiceRequest gateway =
        Otlp.export(
            "gateway-service",
            Otlp.span(journey, "0000000000000001", "", "POST /v1/readings", NOW, 5_000)
                .setKind(Span.SpanKind.SPAN_KIND_SERVER));

    for (ExportTraceServiceRequest export : List.of(insert, write, produce, gateway)) {
      assertThat(export(export).statusCode()).isEqualTo(200);
    }

    await().untilAsserted(() -> assertThat(trace(journey)).hasSize(5));
    Map<String, JsonNode> spans =
        trace(journey).stream()
            .collect(Collectors.toMap(span -> span.get("name").asString(), Function.identity()));
    assertThat(spans)
        .containsOnlyKeys("post /v1/readings", "ingest", "produce", "write batch", "copy reading");
    JsonNode written = spans.get("write batch");
    assertThat(written.get("parentId").asString()).isEqualTo("0000000000000003");
    assertThat(written.get("kind").asString()).isEqualTo("CONSUMER");
    assertThat(written.get("localEndpoint").get("serviceName").asString())
        .isEqualTo("stream-service");
    assertThat(written.get("tags").get("link.original_trace_id").asString()).isEqualTo(batch);
    assertThat(spans.get("copy reading").get("parentId").asString())
        .isEqualTo(written.get("id").asString());

    assertThat(trace(batch))
        .extracting(span -> span.get("id").asString())
        .as("the originals stay in their own trace")
        .containsExactlyInAnyOrder("000000000000000b", "000000000000000c");
  }

  @Test
  void takesJson() throws Exception {
    String json =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{
          "traceId":"33333333333333333333333333333333","spanId":"0000000000000001","name":"json",
          "startTimeUnixNano":"%d","endTimeUnixNano":"%d"}]}]}]}
        """
            .formatted(NOW * 1_000, NOW * 1_000 + 1_000);
    var response = post("application/json", "identity", json.getBytes(StandardCharsets.UTF_8));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
    await().untilAsserted(() -> assertThat(trace("33333333333333333333333333333333")).hasSize(1));
  }

  @Test
  void refusesWhatIsNoExport() throws Exception {
    byte[] junk = "junk".getBytes(StandardCharsets.UTF_8);

    assertThat(post("application/x-protobuf", "identity", junk).statusCode()).isEqualTo(400);
    assertThat(post("application/x-protobuf", "gzip", junk).statusCode()).isEqualTo(400);
    assertThat(post("application/json", "identity", junk).statusCode()).isEqualTo(400);
    assertThat(post("text/plain", "identity", junk).statusCode()).isEqualTo(415);
    assertThat(get(OTLP_PORT, "/v1/traces").statusCode()).isEqualTo(405);
  }

  @Test
  void refusesAnExportThatInflatesWithoutEnd() throws Exception {
    assertThat(
            post("application/x-protobuf", "gzip", gzip(new byte[32 * 1024 * 1024])).statusCode())
        .isEqualTo(413);
  }

  @Test
  void servesTheTracePage() throws Exception {
    assertThat(get(ZIPKIN_PORT, "/zipkin/").body()).contains("<title>Zipkin</title>");
  }

  @Test
  void saysWhyItCannotStart() throws Exception {
    Process second = launch(ZIPKIN_PORT, Ports.free()).redirectErrorStream(true).start();
    String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(second.waitFor()).isEqualTo(1);
    assertThat(said).contains("traces cannot start", "Address already in use");
  }

  private static ProcessBuilder launch(int zipkinPort, int otlpPort) {
    Path target = Path.of("target").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Jvm.java().toString());
    command.addAll(TracesServer.JVM_FLAGS);
    command.add("-cp");
    command.add(
        target.resolve("servers/zipkin.jar")
            + ":"
            + target.resolve("classes")
            + ":"
            + target.resolve("lib")
            + "/*");
    command.add(TracesServer.class.getName());
    command.addAll(
        List.of(
            "--zipkin-port",
            Integer.toString(zipkinPort),
            "--otlp-port",
            Integer.toString(otlpPort)));
    return new ProcessBuilder(command);
  }

  private static HttpResponse<String> export(ExportTraceServiceRequest export) {
    try {
      return post("application/x-protobuf", "gzip", gzip(export.toByteArray()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static HttpResponse<String> post(String type, String encoding, byte[] body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + OTLP_PORT + "/v1/traces"))
            .header("Content-Type", type)
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(int port, String path) throws InterruptedException {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> trace(String traceId) throws InterruptedException {
    var response = get(ZIPKIN_PORT, "/api/v2/trace/" + traceId);
    return response.statusCode() == 200
        ? StreamSupport.stream(JsonMapper.shared().readTree(response.body()).spliterator(), false)
            .toList()
        : List.of();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
