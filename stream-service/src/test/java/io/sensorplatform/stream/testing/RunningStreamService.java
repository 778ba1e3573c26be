package io.sensorplatform.stream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.stream.StreamApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on real servers, asked over HTTP. */
public final class RunningStreamService implements AutoCloseable {

  private static final TestIssuer ISSUER = new TestIssuer();

  private final ConfigurableApplicationContext application;
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningStreamService(ConfigurableApplicationContext application) {
    this.application = application;
  }

  /** With further settings, such as {@code --platform.roles=writer}. */
  public static RunningStreamService start(String... settings) {
    var postgres = EmbeddedServers.postgres();
    var s3 = EmbeddedServers.s3();
    var arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--server.address=127.0.0.1",
                "--platform.kafka.bootstrap-servers=" + EmbeddedServers.kafka().bootstrapServers(),
                "--platform.kafka.replication-factor=1",
                "--spring.datasource.url=" + postgres.jdbcUrl() + "?currentSchema=readings",
                "--spring.datasource.password=" + postgres.password("stream_service"),
                "--platform.s3.endpoint=" + s3.endpoint(),
                "--platform.s3.bucket=" + s3.bucket(),
                "--platform.s3.access-key=" + s3.accessKey(),
                "--platform.s3.secret-key=" + s3.secretKey(),
                "--platform.s3.path-style-access=true",
                "--platform.tokens.issuer=" + ISSUER.issuer(),
                "--platform.tokens.jwks-url=" + ISSUER.jwksUrl()));
    arguments.addAll(List.of(settings));
    return new RunningStreamService(
        SpringApplication.run(StreamApplication.class, arguments.toArray(String[]::new)));
  }

  public static String token(String tenant, List<String> sensors, String... scopes) {
    return ISSUER.token("somebody", tenant, sensors, scopes);
  }

  public Answer get(String token, String path) throws Exception {
    var port = application.getEnvironment().getProperty("local.server.port");
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(30))
            .build();
    return new Answer(http.send(request, BodyHandlers.ofByteArray()));
  }

  public double gauge(String name) {
    return application.getBean(MeterRegistry.class).get(name).gauge().value();
  }

  @Override
  public void close() {
    application.close();
  }

  /** What was answered. */
  public record Answer(HttpResponse<byte[]> response) {

    public int status() {
      return response.statusCode();
    }

    public JsonNode json() {
      return JsonMapper.shared().readTree(response.body());
    }

    public String code() {
      return json().path("code").asString("");
    }

    @Override
    public String toString() {
      return status() + " " + new String(response.body(), UTF_8);
    }
  }
}
