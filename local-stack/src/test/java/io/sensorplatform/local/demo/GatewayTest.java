package io.sensorplatform.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP server that answers what a test tells it to. */
class GatewayTest {
  /** Stands for a date, which the server writes when it answers. */
  private static final String IN_TWO_SECONDS = "<date>";

  private record Planned(int status, String retryAfter, String body) {}

  private final Queue<Planned> plan = new ConcurrentLinkedQueue<>();
  private final List<String> bodies = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<String> waits = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void sendsTheSameAgainAfterTheTimeThatALimitNames() throws Exception {
    plan.add(new Planned(429, "1", "{\"code\":\"rate-limited\",\"detail\":\"20 per second\"}"));
    plan.add(new Planned(202, "", "{}"));

    var response = gateway(Duration.ofMinutes(1)).send(request("a batch"));

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(bodies).containsExactly("a batch", "a batch");
    assertThat(Duration.ofNanos(times.get(1) - times.get(0)))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(waits).containsExactly("429 rate-limited 20 per second PT1S");
  }

  @Test
  void understandsADateToo() throws Exception {
    plan.add(new Planned(503, IN_TWO_SECONDS, ""));
    plan.add(new Planned(202, "", "{}"));

    gateway(Duration.ofMinutes(1)).send(request("x"));

    // The date has whole seconds.
    assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void backsOffByItselfWhenNoTimeIsNamed() throws Exception {
    plan.add(new Planned(503, "", ""));
    plan.add(new Planned(503, "soon", ""));
    plan.add(new Planned(202, "", "{}"));

    gateway(Duration.ofMinutes(1)).send(request("x"));

    assertThat(waits).containsExactly("503 PT0.25S", "503 PT0.5S");
  }

  @Test
  void triesAgainWhenNobodyListensAndGivesUpInTheEnd() {
    server.stop(0);

    assertThatThrownBy(() -> gateway(Duration.ofSeconds(5)).send(request("x")))
        .isInstanceOf(DemoFailedException.class)
        .hasMessageContaining("gave up after 5 s: ConnectException");
    assertThat(waits).hasSizeGreaterThanOrEqualTo(1);
  }

  @Test
  void doesNotWaitLongerThanItsPatience() {
    plan.add(new Planned(429, "3600", "{\"code\":\"quota\"}"));

    assertThatThrownBy(() -> gateway(Duration.ofSeconds(5)).send(request("x")))
        .isInstanceOf(DemoFailedException.class)
        .hasMessage("gave up after 5 s: 429 quota");
  }

  @Test
  void leavesOtherAnswersToItsCaller() throws Exception {
    plan.add(new Planned(400, "", "{}"));

    assertThat(gateway(Duration.ofSeconds(5)).send(request("x")).statusCode()).isEqualTo(400);
    assertThat(bodies).hasSize(1);
  }

  @Test
  void explainsAProblemDocument() throws Exception {
    plan.add(
        new Planned(
            403,
            "",
            """
            {"code":"scope-missing","detail":"devices:admin is needed.","hint":"Ask.","traceId":"abc"}
            """));

    var response = gateway(Duration.ofSeconds(5)).send(request("x"));

    assertThat(Gateway.describe(response))
        .isEqualTo("403 scope-missing devices:admin is needed. Ask., trace abc");
  }

  private Gateway gateway(Duration patience) {
    return new Gateway(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        patience,
        Clock.systemUTC(),
        (reason, length) -> waits.add(reason + " " + length));
  }

  private HttpRequest request(String body) {
    return gateway(Duration.ofSeconds(1))
        .request("/v1/readings")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private void answer(HttpExchange exchange) throws IOException {
    times.add(System.nanoTime());
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Planned planned = plan.remove();
    if (planned.retryAfter().equals(IN_TWO_SECONDS)) {
      exchange
          .getResponseHeaders()
          .set(
              "Retry-After",
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2)));
    } else if (!planned.retryAfter().isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", planned.retryAfter());
    }
    byte[] body = planned.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(planned.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
