package io.sensorplatform.bench.platform;

import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** sensor-service without a gateway in front of it. */
public final class SensorAlone {

  private static final Pattern WAITING = Pattern.compile("\"waiting\":(\\d+)");
  private static final int ATTEMPTS = 2_400;

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestIssuer issuer = new TestIssuer();
  private final ServiceProcess process;
  private final int port = ServiceProcess.freePort();
  private final int managementPort = ServiceProcess.freePort();

  private SensorAlone(String bootstrapServers) throws IOException {
    Path directory = Files.createTempDirectory("sensor-alone");
    this.process =
        ServiceProcess.start(
            Path.of("sensor-service", "target"),
            "sensor-service",
            "io.sensorplatform.sensor.SensorApplication",
            ServiceProcess.SENSOR_FLAGS,
            List.of(
                "--server.port=" + port,
                "--management.server.port=" + managementPort,
                "--management.tracing.export.enabled=false",
                "--platform.revocations.enabled=false",
                "--platform.tokens.issuer=" + issuer.issuer(),
                "--platform.tokens.jwks-url=" + issuer.jwksUrl(),
                "--platform.kafka.bootstrap-servers=" + bootstrapServers,
                "--platform.kafka.replication-factor=1",
                "--platform.spool.cap=4GB",
                "--platform.spool.directory=" + directory.resolve("spool")));
  }

  /** Returns once it is ready. */
  public static SensorAlone start(String bootstrapServers) {
    try {
      var service = new SensorAlone(bootstrapServers);
      service.awaitReady();
      return service;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Good for 15 minutes. */
  public String token() {
    return issuer.token("bench", "bench", List.of("bench/"), "readings:write");
  }

  /** Readings in its spool. */
  public long waiting() throws IOException, InterruptedException {
    String health = get("/actuator/health").body();
    var waiting = WAITING.matcher(health);
    if (!waiting.find()) {
      throw new IllegalStateException("health does not tell what waits: " + health);
    }
    return Long.parseLong(waiting.group(1));
  }

  private void awaitReady() throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      process.checkAlive();
      try {
        if (get("/actuator/health/readiness").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("sensor-service was not ready within four minutes");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
