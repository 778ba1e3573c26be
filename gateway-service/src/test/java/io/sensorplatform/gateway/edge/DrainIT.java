package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.token.TestIssuer;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Stopping costs nobody a request that runs. */
class DrainIT {

  @Test
  void gatewaysAreRestartedUnderLoadWithoutOneFailedRequest() throws Exception {
    try (var issuer = new TestIssuer();
        var sensor = Backend.started();
        var balancer = new Balancer()) {
      String token = issuer.token("d", "default", List.of("*"), "readings:write");
      var stop = new AtomicBoolean();
      TestGateway first = gateway(issuer, sensor);
      TestGateway second = gateway(issuer, sensor);
      balancer.add(first);
      balancer.add(second);
      List<KeepAliveCaller> callers = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        // Some are busy, some let their connection rest between two requests.
        var caller = new KeepAliveCaller(balancer.port(), token, i % 4 * 100, stop);
        callers.add(caller);
        threads.add(Thread.ofVirtual().start(caller));
      }
      await().until(() -> callers.stream().allMatch(caller -> caller.served() > 3));
      first.close();
      TestGateway third = gateway(issuer, sensor);
      balancer.add(third);
      await().until(() -> callers.stream().allMatch(caller -> caller.served() > 10));
      second.close();
      int before = callers.getFirst().served();
      await().until(() -> callers.getFirst().served() > before + 10);
      stop.set(true);
      for (Thread thread : threads) {
        thread.join(20_000);
      }
      third.close();

      assertThat(callers)
          .allSatisfy(caller -> assertThat(caller.failed()).as(caller.lastFailure()).isZero());
      assertThat(callers).anyMatch(caller -> caller.moved() > 1);
    }
  }

  @Test
  void endsInTimeAlthoughItStillConnectsToAServiceThatIsAway() throws Exception {
    try (var issuer = new TestIssuer();
        var away = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Its queue is full, so that whoever connects now waits.
      List<SocketChannel> queue = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SocketChannel waiting = SocketChannel.open();
        waiting.configureBlocking(false);
        waiting.connect(away.getLocalSocketAddress());
        queue.add(waiting);
      }
      String token = issuer.token("d", "default", List.of("*"), "readings:write");
      var gateway =
          new TestGateway(
              issuer,
              URI.create("http://127.0.0.1:" + away.getLocalPort()),
              "platform.gateway.drain-delay=0s",
              "platform.gateway.drain=2s");
      var client = HttpClient.newHttpClient();
      for (int i = 0; i < 8; i++) {
        var unused = client.sendAsync(gateway.reading(token).build(), BodyHandlers.ofString());
      }
      HttpResponse<String> refused = gateway.send(gateway.reading(token));
      assertThat(refused.statusCode()).isIn(503, 504);

      CompletableFuture<Void> closed = CompletableFuture.runAsync(gateway::close);
      assertThat(closed).succeedsWithin(15, TimeUnit.SECONDS);
      for (SocketChannel waiting : queue) {
        waiting.close();
      }
    }
  }

  @Test
  void idleConnectionIsNotClosedUnderARequestThatIsUnderWay() throws Exception {
    try (var issuer = new TestIssuer();
        var sensor = Backend.started()) {
      String token = issuer.token("d", "default", List.of("*"), "readings:write");
      var gateway = gateway(issuer, sensor, "platform.gateway.drain-delay=0s");
      try (Socket idle = new Socket("127.0.0.1", gateway.port())) {
        idle.setSoTimeout(20_000);
        String request =
            "GET /v1/readings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(token);
        idle.getOutputStream().write(request.getBytes());
        assertThat(new String(idle.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 202");
        int port = gateway.port();
        Thread closing = Thread.ofVirtual().start(gateway::close);
        awaitClosed(port);

        idle.getOutputStream().write(request.getBytes());
        String rest = new String(idle.getInputStream().readAllBytes());

        assertThat(rest).contains("HTTP/1.1 202").containsIgnoringCase("connection: close");
        closing.join(20_000);
      }
    }
  }

  @Test
  void runningRequestsEndBeforeTheGatewayDoesAndNewOnesAreNotTaken() throws Exception {
    var release = new CountDownLatch(1);
    try (var issuer = new TestIssuer();
        var sensor = Backend.started();
        var client = HttpClient.newHttpClient()) {
      sensor.answers((exchange, call) -> {
        try {
          release.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        Backend.send(exchange, 202, "done");
      });
      var gateway = new TestGateway(issuer, sensor.url(), "platform.gateway.drain=20s");
      int port = gateway.port();
      String token = issuer.token("d", "default", List.of("*"), "readings:write");
      CompletableFuture<HttpResponse<String>> running =
          client.sendAsync(gateway.reading(token).build(), BodyHandlers.ofString());
      await().until(() -> sensor.calls().size() == 1);

      Thread stop = Thread.ofVirtual().start(gateway::close);
      awaitClosed(port);
      assertThat(running).isNotDone();
      release.countDown();

      assertThat(running.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
      stop.join(20_000);
      assertThat(stop.isAlive()).isFalse();
    }
  }

  private static TestGateway gateway(TestIssuer issuer, Backend sensor, String... more) {
    var settings = new ArrayList<>(List.of(more));
    settings.add("platform.gateway.drain=20s");
    if (more.length == 0) {
      settings.add("platform.gateway.drain-delay=500ms");
    }
    // A busy machine is no overload.
    settings.add("platform.gateway.admission.target=10s");
    settings.add("platform.gateway.admission.interval=10s");
    settings.add("platform.gateway.limits.writes.rate=100000");
    settings.add("platform.gateway.limits.writes.burst=100000");
    return new TestGateway(issuer, sensor.url(), settings.toArray(String[]::new));
  }

  private static void awaitClosed(int port) {
    await()
        .untilAsserted(() ->
            assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> new Socket("127.0.0.1", port).close()));
  }
}
