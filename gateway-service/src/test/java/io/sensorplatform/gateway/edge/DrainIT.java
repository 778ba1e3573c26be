package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.token.TestIssuer;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Stopping costs nobody a request that runs. */
class DrainIT {

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
      await()
          .untilAsserted(() ->
              assertThatExceptionOfType(ConnectException.class)
                  .isThrownBy(() -> new Socket("127.0.0.1", port).close()));
      assertThat(running).isNotDone();
      release.countDown();

      assertThat(running.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
      stop.join(20_000);
      assertThat(stop.isAlive()).isFalse();
    }
  }
}
