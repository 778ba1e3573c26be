package io.sensorplatform.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Fleet and replay against a real HTTP server that speaks as much of the platform's API. */
class ReplayTest {
  @TempDir private Path directory;

  private final List<JsonNode> received = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicInteger keys = new AtomicInteger();
  private String refusedKey = "";
  private String refusedToken = "";
  private boolean deviceExists;
  private int expiresIn = 900;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/oauth2/token", this::token);
    server.createContext("/v1/devices", this::devices);
    server.createContext("/v1/readings", this::readings);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void registersADeviceAndKeepsItsKeyForItsOwnerOnly() throws Exception {
    Fleet.Member member = fleet().enlist("demo-x", "x/");

    assertThat(member.clientId()).isEqualTo("dev_1");
    assertThat(member.how()).isEqualTo("registered");
    assertThat(calls)
        .containsExactly(
            "GET /v1/devices?tenant=default&name=demo-x",
            "POST /v1/devices",
            "POST /v1/devices/dev_1/keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void usesADeviceOfAnEarlierRunAgain() throws Exception {
    fleet().enlist("demo-x", "x/");
    calls.clear();

    Fleet.Member again = fleet().enlist("demo-x", "x/");

    assertThat(again.clientId()).isEqualTo("dev_1");
    assertThat(again.how()).isEqualTo("known from an earlier run");
    assertThat(calls).containsExactly("POST /oauth2/token");
  }

  @Test
  void getsANewKeyForADeviceWhoseKeyIsNoLongerAccepted() throws Exception {
    fleet().enlist("demo-x", "x/");
    refusedKey = "key-1";
    deviceExists = true;

    Fleet.Member again = fleet().enlist("demo-x", "x/");

    assertThat(again.how()).isEqualTo("had lost its key, got a new one");
    assertThat(again.token().current()).isNotEmpty();
    assertThat(keys).hasValue(2);
  }

  @Test
  void sendsAllReadingsInOrderInGzippedBatches() throws Exception {
    var readings = readings(1_234);

    Replay.Sent sent = replay().send(fleet().enlist("demo-x", "x/").token(), readings);

    assertThat(sent.requests()).isEqualTo(3);
    assertThat(sent.accepted()).isEqualTo(readings);
    assertThat(received).hasSize(1_234);
    assertThat(received.getFirst().toString())
        .isEqualTo(
            "{\"sensorId\":\"x/a\",\"observedAt\":\"2026-11-21T00:00:00.000001Z\",\"value\":0.5,\"unit\":\"Cel\"}");
    assertThat(received.stream().map(reading -> reading.get("value").asDouble()).toList())
        .isSorted();
  }

  @Test
  void leavesOutWhatWasRejected() throws Exception {
    var readings = new ArrayList<>(readings(3));
    readings.set(1, new DemoReading("y/other", 1_795_219_200_000_002L, 1, "Cel"));

    Replay.Sent sent = replay().send(fleet().enlist("demo-x", "x/").token(), readings);

    assertThat(sent.accepted()).containsExactly(readings.get(0), readings.get(2));
    assertThat(sent.rejected()).isEqualTo(1);
    assertThat(sent.firstError()).isEqualTo("sensor-not-allowed: not yours");
  }

  @Test
  void renewsATokenBeforeItExpires() throws Exception {
    expiresIn = 30;
    DeviceToken token = fleet().enlist("demo-x", "x/").token();

    assertThat(token.current()).isNotEqualTo(token.current());
    expiresIn = 900;
    assertThat(token.current()).isNotEqualTo("token-1").isEqualTo(token.current());
  }

  @Test
  void renewsATokenThatIsRefused() throws Exception {
    DeviceToken token = fleet().enlist("demo-x", "x/").token();
    refusedToken = token.current();

    assertThat(replay().send(token, readings(1)).accepted()).hasSize(1);
  }

  private Fleet fleet() {
    return new Fleet(
        gateway(), "default", () -> "operator", KeyFile.open(keyFile()), Clock.systemUTC());
  }

  private Path keyFile() {
    return directory.resolve("demo").resolve("keys.json");
  }

  private Replay replay() {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Replay(
        gateway(),
        new Pace(OptionalInt.empty()),
        new Progress(nowhere, false, 1, System::nanoTime));
  }

  private Gateway gateway() {
    return new Gateway(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        Duration.ofSeconds(10),
        Clock.systemUTC(),
        (reason, length) -> {});
  }

  private static List<DemoReading> readings(int count) {
    long start = 1_795_219_200_000_001L;
    return IntStream.range(0, count)
        .mapToObj(i -> new DemoReading("x/a", start + i, i + 0.5, "Cel"))
        .toList();
  }

  private void token(HttpExchange exchange) throws IOException {
    calls.add("POST /oauth2/token");
    String basic = exchange.getRequestHeaders().getFirst("Authorization").substring(6);
    String credentials = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
    if (!refusedKey.isEmpty() && credentials.equals("dev_1:" + refusedKey)) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    answer(
        exchange,
        200,
        "{\"access_token\":\"token-%d\",\"expires_in\":%d}"
            .formatted(tokens.incrementAndGet(), expiresIn));
  }

  private void devices(HttpExchange exchange) throws IOException {
    calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer operator");
    if (exchange.getRequestURI().getPath().endsWith("/keys")) {
      answer(exchange, 201, "{\"apiKey\":\"key-%d\"}".formatted(keys.incrementAndGet()));
    } else if (exchange.getRequestMethod().equals("POST")) {
      answer(exchange, 201, "{\"clientId\":\"dev_1\"}");
    } else {
      answer(
          exchange,
          200,
          deviceExists
              ? "{\"items\":[{\"clientId\":\"dev_1\",\"name\":\"demo-x\"}]}"
              : "{\"items\":[]}");
    }
  }

  private void readings(HttpExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (token.equals("Bearer " + refusedToken)) {
      answer(exchange, 401, "{\"code\":\"token-expired\"}");
      return;
    }
    assertThat(exchange.getRequestHeaders().getFirst("Content-Encoding")).isEqualTo("gzip");
    JsonNode batch =
        Gateway.JSON.readTree(new GZIPInputStream(exchange.getRequestBody()).readAllBytes());
    List<String> errors = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      received.add(batch.get(i));
      if (!batch.get(i).get("sensorId").asString().startsWith("x/")) {
        errors.add(
            "{\"index\":%d,\"code\":\"sensor-not-allowed\",\"detail\":\"not yours\"}".formatted(i));
      }
    }
    answer(
        exchange,
        202,
        "{\"accepted\":%d,\"rejected\":%d,\"durability\":\"replicated\",\"errors\":[%s]}"
            .formatted(batch.size() - errors.size(), errors.size(), String.join(",", errors)));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
