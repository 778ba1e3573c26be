package io.sensorplatform.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import io.sensorplatform.local.server.EmbeddedServers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class StoreOutageIT {

  private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  @AfterEach
  void mend() {
    EmbeddedServers.postgres().start();
  }

  @Test
  void isToldHonestlyAndHealsByItself() {
    AuthServer server = SHARED.get();
    NewDevice device = SHARED.device("a");
    EmbeddedServers.postgres().kill();

    Answer token = server.token(device.clientId(), device.apiKey(), GRANT);
    assertThat(token.status()).as(token.text()).isEqualTo(503);
    assertThat(token.text()).isEqualTo("{\"error\":\"temporarily_unavailable\"}");
    assertThat(token.header("Retry-After")).isEqualTo("5");

    Answer api = server.get("/v1/devices", SHARED.operator());
    assertThat(api.status()).isEqualTo(503);
    assertThat(api.code()).isEqualTo("store-unavailable");
    assertThat(api.header("Retry-After")).isEqualTo("5");

    Answer change =
        server.post("/v1/devices", SHARED.operator(), "{\"name\":\"x\",\"sensors\":[\"a\"]}");
    assertThat(change.status()).isEqualTo(503);
    assertThat(change.code()).isEqualTo("store-unavailable");

    URI login =
        new OperatorSignIn(server.uri(""))
            .signIn(AuthServer.OPERATOR, AuthServer.PASSWORD, "operations");
    assertThat(login.toString()).endsWith("/login?unavailable");

    // Whoever verifies tokens is not hurt.
    assertThat(server.get("/oauth2/jwks").status()).isEqualTo(200);
    assertThat(
            AuthServer.send(
                    java.net.http.HttpRequest.newBuilder(
                        server.managementUri("/actuator/health/readiness")))
                .status())
        .isEqualTo(200);

    // A restart of all instances would only make the return of the database harder.
    assertThat(
            AuthServer.send(
                    java.net.http.HttpRequest.newBuilder(
                        server.managementUri("/actuator/health/liveness")))
                .status())
        .isEqualTo(200);

    EmbeddedServers.postgres().start();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(server.token(device.clientId(), device.apiKey(), GRANT).status())
                .isEqualTo(200));
  }

  @Test
  void isWaitedOutAtTheStart(@TempDir Path directory) throws Exception {
    AuthServer.secrets(directory);
    // A free schema of secrets: the shared server's signing key is of other secrets.
    AuthServer.emptyDatabase();
    EmbeddedServers.postgres().stop();

    var starting = CompletableFuture.supplyAsync(() -> AuthServer.start(directory));
    await()
        .pollDelay(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(starting).isNotDone());
    EmbeddedServers.postgres().start();

    try (AuthServer server = starting.get(120, java.util.concurrent.TimeUnit.SECONDS)) {
      assertThat(server.operatorToken()).isNotBlank();
    }
  }

  @Test
  void keepsNobodyFromStoppingTheServiceWhileItWaits(@TempDir Path directory) throws Exception {
    AuthServer.secrets(directory);
    Path log = directory.resolve("log");
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AuthApplication.class.getName(),
                "--server.port=0",
                "--management.server.port=0",
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/nothing",
                "--platform.auth.pepper-file=" + directory.resolve("pepper"),
                "--platform.auth.key-encryption-file=" + directory.resolve("key-encryption"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(120))
          .untilAsserted(() -> assertThat(log).content().contains("Waiting for the database"));

      service.destroy();

      assertThat(service.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    } finally {
      service.destroyForcibly();
    }
  }
}
