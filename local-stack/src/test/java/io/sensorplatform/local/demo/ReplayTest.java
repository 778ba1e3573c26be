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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Against a real HTTP server that answers as the gateway does. */
class ReplayTest {
  private final List<JsonNode> received = new ArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private String refusedToken = "";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/v1/readings", this::readings);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void sendsAllReadingsInOrderInGzippedBatches() throws Exception {
    var readings = readings(1_234);

    Replay.Sent sent = replay().send(token(), readings);

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

    Replay.Sent sent = replay().send(token(), readings);

    assertThat(sent.accepted()).containsExactly(readings.get(0), readings.get(2));
    assertThat(sent.rejected()).isEqualTo(1);
    assertThat(sent.firstError()).isEqualTo("sensor-not-allowed: not yours");
  }

  @Test
  void renewsATokenBeforeItExpires() {
    Instant[] now = {Instant.EPOCH};
    InstantSource source = () -> now[0];
    var token = new DeviceToken(this::newToken, source.withZone(ZoneOffset.UTC));

    assertThat(token.current()).isEqualTo("token-1");
    now[0] = now[0].plus(Duration.ofMinutes(9));
    assertThat(token.current()).isEqualTo("token-1");
    now[0] = now[0].plus(Duration.ofMinutes(2));
    assertThat(token.current()).isEqualTo("token-2");
  }

  @Test
  void renewsATokenThatIsRefused() throws Exception {
    DeviceToken token = token();
    refusedToken = token.current();

    assertThat(replay().send(token, readings(1)).accepted()).hasSize(1);
  }

  private DeviceToken token() {
    return new DeviceToken(this::newToken, Clock.systemUTC());
  }

  private String newToken() {
    return "token-" + tokens.incrementAndGet();
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
