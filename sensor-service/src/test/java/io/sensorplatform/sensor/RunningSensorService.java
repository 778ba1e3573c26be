package io.sensorplatform.sensor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.flywaydb.core.Flyway;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on real servers, asked over HTTP. */
public final class RunningSensorService implements AutoCloseable {

  private static final TestIssuer ISSUER = new TestIssuer();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final AtomicInteger TENANTS = new AtomicInteger();
  private static RunningSensorService shared;
  private static JdbcClient writer;

  private final ConfigurableApplicationContext application;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private RunningSensorService(Map<String, Object> settings) {
    var arguments = new ArrayList<String>();
    settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    application =
        new SpringApplicationBuilder(SensorApplication.class, RecordedSpans.class)
            .run(arguments.toArray(String[]::new));
  }

  /** One that all tests of this JVM share. */
  public static synchronized RunningSensorService shared() {
    if (shared == null) {
      shared = start(Map.of());
    }
    return shared;
  }

  /** One of its own, with settings that differ. */
  public static RunningSensorService start(Map<String, Object> settings) {
    return new RunningSensorService(allSettings(settings));
  }

  /** What a service of these tests is started with. */
  static Map<String, Object> allSettings(Map<String, Object> settings) {
    var all = new LinkedHashMap<String, Object>();
    all.put("server.port", 0);
    all.put("management.server.port", 0);
    all.put("platform.tokens.issuer", ISSUER.issuer());
    all.put("platform.tokens.jwks-url", ISSUER.jwksUrl());
    all.put("platform.kafka.replication-factor", 1);
    all.put("management.tracing.export.otlp.enabled", false);
    all.put("platform.spool.directory", newDirectory());
    all.put("platform.spool.segment", "4MB");
    // A busy machine is no outage.
    all.put("platform.publish.spool-after", "3s");
    all.putAll(settings);
    all.computeIfAbsent(
        "platform.kafka.bootstrap-servers", _ -> EmbeddedServers.kafka().bootstrapServers());
    if (!all.containsKey("spring.datasource.url")) {
      all.put("spring.datasource.url", EmbeddedServers.postgres().jdbcUrl());
      all.put("spring.datasource.password", EmbeddedServers.postgres().password("sensor_service"));
    }
    return all;
  }

  /** A directory that goes with this JVM. */
  public static Path newDirectory() {
    try {
      Path directory = Files.createTempDirectory("sensor-service-").toRealPath();
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(directory.toFile())));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tenant that no other test uses. */
  public static String newTenant() {
    return "tenant-" + TENANTS.incrementAndGet();
  }

  /** Connected as the role that owns the tables, which are there then. */
  public static synchronized JdbcClient writer() {
    if (writer == null) {
      var postgres = EmbeddedServers.postgres();
      var owner =
          new DriverManagerDataSource(
              postgres.jdbcUrl(), "stream_service", postgres.password("stream_service"));
      Flyway.configure()
          .dataSource(owner)
          .schemas("readings")
          .createSchemas(false)
          .locations("filesystem:../stream-service/src/main/resources/db/migration")
          .load()
          .migrate();
      writer = JdbcClient.create(owner);
    }
    return writer;
  }

  /** A token of a device that may write and read what begins with one of the prefixes. */
  public static String device(String tenant, String... prefixes) {
    return ISSUER.token("device", tenant, List.of(prefixes), "readings:write", "readings:read");
  }

  public static String token(String tenant, List<String> prefixes, String... scopes) {
    return ISSUER.token("device", tenant, prefixes, scopes);
  }

  public Answer post(String token, String contentType, String body, String... headers) {
    return post(token, contentType, body.getBytes(UTF_8), headers);
  }

  public Answer post(String token, String contentType, byte[] body, String... headers) {
    var request = request("/v1/readings", token).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    request.header("Content-Type", contentType);
    return send(request, headers);
  }

  public Answer get(String token, String path) {
    return send(request(path, token).GET());
  }

  public Answer send(HttpRequest.Builder request, String... headers) {
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token);
  }

  public int port() {
    return application.getEnvironment().getRequiredProperty("local.server.port", int.class);
  }

  public int managementPort() {
    return application.getEnvironment().getRequiredProperty("local.management.port", int.class);
  }

  /** Whether it calls itself ready. */
  public int readiness() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + managementPort() + "/actuator/health/readiness"))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  /** The sum of a counter over all tags that match. */
  public double count(String name, String... tags) {
    return application.getBean(MeterRegistry.class).find(name).tags(tags).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** What it tells about one of its parts. */
  public JsonNode health(String component) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + managementPort() + "/actuator/health/" + component))
            .build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  public double gauge(String name) {
    return application.getBean(MeterRegistry.class).get(name).gauge().value();
  }

  public <T> T bean(Class<T> type) {
    return application.getBean(type);
  }

  @Override
  public void close() {
    application.close();
  }

  public static byte[] gzip(byte[] plain) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
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

    /** Whether all readings are acknowledged by Kafka. */
    public boolean isReplicated() {
      return status() == 202 && json().path("durability").asString("").equals("replicated");
    }

    /** Whether readings are acknowledged that wait on the disk. */
    public boolean isSpooled() {
      return status() == 202 && json().path("durability").asString("").equals("spooled");
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
