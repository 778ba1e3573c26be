package io.sensorplatform.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestDatabase;
import io.sensorplatform.stream.testing.TestTopic;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it is started. */
class StreamApplicationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Readings readings = Readings.now();

  @Test
  void startsAndArchivesWithPostgresDownAndStoresWhenItIsBack() throws Exception {
    EmbeddedServers.postgres().stop();
    try (var service = start();
        var topic = new ReadyTopic()) {
      assertThat(get(service, "/actuator/health/readiness")).contains("\"UP\"");
      topic.send(20);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            // Other tests of this JVM may have left readings on the topic.
            assertThat(metric(service, "sensor.archive.rows")).isGreaterThanOrEqualTo(20);
            assertThat(get(service, "/actuator/health"))
                .contains("retrying", "\"writer\"", "\"archiver\"");
            // Ready, as a restart would not mend PostgreSQL, but not as it should be.
            assertThat(get(service, "/actuator/health/readiness")).contains("DEGRADED");
            assertThat(get(service, "/actuator/health/liveness")).contains("DEGRADED");
            assertThat(get(service, "/actuator/health/startup")).contains("\"UP\"");
            // What the writer is behind is known without what it knows itself.
            assertThat(lag(service, "sensor.consumer.lag", "writer")).isGreaterThanOrEqualTo(20);
            assertThat(lag(service, "sensor.consumer.lag.age", "writer")).isPositive();
            assertThat(lag(service, "sensor.consumer.lag", "archiver")).isZero();
          });
      assertThat(get(service, "/actuator/prometheus"))
          .containsPattern(
              "sensor_failures_total\\{category=\"connection\",stage=\"postgres\"\\} [1-9]");
      EmbeddedServers.postgres().start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(metric(service, "sensor.store.rows")).isEqualTo(20));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(lag(service, "sensor.consumer.lag.age", "writer")).isZero());
      assertThat(get(service, "/actuator/prometheus"))
          .containsPattern("sensor_freshness_seconds_count\\{from=\"received\"\\} 20\\b")
          .containsPattern("sensor_freshness_seconds_bucket\\{from=\"observed\",le=\"5.0\"\\}");
      assertThat(get(service, "/actuator/health/liveness")).contains("\"UP\"");
      assertThat(get(service, "/actuator/health"))
          .doesNotContain(EmbeddedServers.postgres().password("stream_service"))
          .doesNotContain(EmbeddedServers.s3().secretKey());
      var begun = System.nanoTime();
      service.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    } finally {
      EmbeddedServers.postgres().start();
    }
    try (var database = new TestDatabase()) {
      assertThat(
              database.number(
                  "SELECT count(*) FROM readings.readings WHERE tenant = ?", readings.tenant()))
          .isEqualTo(20);
    }
  }

  @Test
  void aBatchWithASampledReadingIsTracedByBothRoles() throws Exception {
    var received = new ByteArrayOutputStream();
    var collector = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          synchronized (received) {
            received.write(body);
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    try (var service =
            start(
                "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                    + collector.getAddress().getPort()
                    + "/v1/traces",
                "--management.opentelemetry.tracing.export.otlp.compression=none");
        var topic = new ReadyTopic()) {
      topic.send(1);
      topic.sendTraced(
          readings.reading("traced", 0, 1),
          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(received.toString(StandardCharsets.ISO_8859_1))
                  .contains("sensor.readings process", "COPY readings.reading", "S3.PutObject"));
      assertThat(service.isRunning()).isTrue();
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void runsOnlyTheRolesThatAreAskedFor() {
    try (var service = start("--platform.roles=archiver")) {
      assertThat(service.containsBean("archiver")).isTrue();
      assertThat(service.containsBean("writer")).isFalse();
    }
  }

  private final class ReadyTopic implements AutoCloseable {
    private final TestTopic topic;

    ReadyTopic() throws Exception {
      topic = TestTopic.existing(Topics.READINGS);
    }

    void send(int count) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> {
            topic.send(readings.many(0, count));
            return true;
          });
    }

    void sendTraced(Reading reading, String traceparent) throws Exception {
      topic.send(0, ReadingCodec.encode(reading), traceparent);
    }

    @Override
    public void close() {
      topic.close();
    }
  }

  private ConfigurableApplicationContext start(String... more) {
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
                "--platform.archiver.max-age=1s",
                "--platform.lag.interval=200ms",
                "--platform.archiver.directory=" + directory,
                "--platform.tokens.issuer=http://127.0.0.1:1",
                "--platform.tokens.jwks-url=http://127.0.0.1:1/oauth2/jwks"));
    arguments.addAll(List.of(more));
    return SpringApplication.run(StreamApplication.class, arguments.toArray(String[]::new));
  }

  private String get(ConfigurableApplicationContext service, String path) throws Exception {
    var port = service.getEnvironment().getProperty("local.management.port");
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.ofString())
        .body();
  }

  /** The sum over the role's partitions. */
  private double lag(ConfigurableApplicationContext service, String name, String role) {
    return service
        .getBean(io.micrometer.core.instrument.MeterRegistry.class)
        .get(name)
        .tag("role", role)
        .gauges()
        .stream()
        .mapToDouble(gauge -> gauge.value())
        .sum();
  }

  private double metric(ConfigurableApplicationContext service, String name) {
    return service
        .getBean(io.micrometer.core.instrument.MeterRegistry.class)
        .get(name)
        .counter()
        .count();
  }
}
