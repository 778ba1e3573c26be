package io.sensorplatform.stream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.stream.StreamApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on real servers, asked over HTTP. */
public final class RunningStreamService implements AutoCloseable {

  private static final TestIssuer ISSUER = new TestIssuer();
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ConfigurableApplicationContext application;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private RunningStreamService(List<String> arguments) {
    application = SpringApplication.run(StreamApplication.class, arguments.toArray(String[]::new));
  }

  /** With further settings, such as {@code --platform.roles=writer}. */
  public static RunningStreamService start(String... more) {
    return new RunningStreamService(arguments(more));
  }

  /** What the service is started with. */
  public static List<String> arguments(String... more) {
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
                "--platform.tokens.jwks-url=" + ISSUER.jwksUrl(),
                "--management.tracing.export.otlp.enabled=false"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  public static String token(String tenant, List<String> sensors, String... scopes) {
    return ISSUER.token("somebody", tenant, sensors, scopes);
  }

  /** A token of an operator of the whole platform. */
  public static String admin() {
    return ISSUER.token("root", "default", List.of("*"), "operations", "platform:admin");
  }

  /** A token of an operator of one tenant. */
  public static String operator(String tenant) {
    return ISSUER.token("op@" + tenant, tenant, List.of("*"), "operations");
  }

  public Answer get(String token, String path) {
    return send("GET", token, path, null);
  }

  public Answer post(String token, String path, String body) {
    return send("POST", token, path, body);
  }

  public Answer send(
      String method, String token, String path, @Nullable String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return application.getEnvironment().getRequiredProperty("local.server.port", int.class);
  }

  public double count(String counter) {
    return application.getBean(MeterRegistry.class).get(counter).counter().count();
  }

  public double gauge(String name, String... tags) {
    return application.getBean(MeterRegistry.class).get(name).tags(tags).gauge().value();
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

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public JsonNode json() {
      return JSON.readTree(response.body());
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
