package io.sensorplatform.sensor.ledger;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newDirectory;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.sensor.RunningSensorService;
import io.sensorplatform.sensor.spool.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class IngestLedgerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String READING = "{\"sensorId\":\"plant1/a\",\"value\":%d}";

  private record Sums(long acknowledged, long spooled, long waiting) {}

  private final String tenant = newTenant();
  private final String token = device(tenant, "plant1/");

  @Test
  void countsWhatIsAcknowledgedAndWhatWaitsOverAnOutageAndARestart() {
    Map<String, Object> settings =
        Map.of("platform.spool.directory", newDirectory(), "platform.publish.spool-after", "500ms");
    EmbeddedServers.postgres();
    EmbeddedServers.kafka();
    try (var service = RunningSensorService.start(settings)) {
      Awaitility.await().atMost(PATIENCE).until(() -> post(service).isReplicated());
      awaitSums(service, service.count("sensor.ingest.accepted"), spooled(service), 0);

      EmbeddedServers.kafka().kill();
      EmbeddedServers.postgres().kill();
      for (int i = 0; i < 20; i++) {
        assertThat(post(service).isSpooled()).isTrue();
      }
      EmbeddedServers.postgres().start();

      awaitSums(service, service.count("sensor.ingest.accepted"), spooled(service), 20);
    } finally {
      EmbeddedServers.postgres().start();
      Sums before = sums("sensor_service");
      try (var again = RunningSensorService.start(settings)) {
        awaitWaiting(20);
        EmbeddedServers.kafka().start();
        awaitWaiting(0);
        assertThat(sums("sensor_service"))
            .isEqualTo(new Sums(before.acknowledged, before.spooled, 0));

        // As in a backup of when they waited.
        jdbc("sensor_service")
            .sql("UPDATE registry.ingest_ledger SET waiting = 20 WHERE tenant = ?")
            .param(tenant)
            .update();
        awaitWaiting(0);
      } finally {
        EmbeddedServers.kafka().start();
      }
    }
  }

  @Test
  void nothingWaitsAnyMoreInADirectoryThatWasBroughtFromAnotherRootAndSent() throws IOException {
    EmbeddedServers.postgres();
    EmbeddedServers.kafka();
    Path gone = newDirectory();
    Path root = newDirectory();
    String name;
    try (var service = RunningSensorService.start(settings(gone))) {
      Awaitility.await().atMost(PATIENCE).until(() -> post(service).isReplicated());
      EmbeddedServers.kafka().kill();
      for (int i = 0; i < 20; i++) {
        assertThat(post(service).isSpooled()).isTrue();
      }
      awaitWaiting(20);
      name = service.bean(Spool.class).name();
    } finally {
      EmbeddedServers.kafka().start();
    }

    try (var another = RunningSensorService.start(settings(root))) {
      Awaitility.await().atMost(PATIENCE).until(() -> post(another).isReplicated());
      assertThat(sums("sensor_service").waiting).isEqualTo(20);
      Files.move(gone.resolve(name), root.resolve(name));

      awaitWaiting(0);
    }
  }

  private static Map<String, Object> settings(Path spool) {
    return Map.of(
        "platform.spool.directory", spool,
        "platform.spool.adopt-every", "1s",
        "platform.publish.spool-after", "500ms");
  }

  @Test
  void streamServiceMayReadIt() {
    try (var service = RunningSensorService.start(Map.of())) {
      assertThat(post(service).status()).isEqualTo(202);
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> sums("stream_service").acknowledged == 1);
    }
  }

  private RunningSensorService.Answer post(RunningSensorService service) {
    return service.post(token, "application/json", READING.formatted(System.nanoTime()));
  }

  private static double spooled(RunningSensorService service) {
    return service.count("sensor.ingest.accepted", "durability", "spooled");
  }

  private void awaitSums(
      RunningSensorService service, double acknowledged, double spooled, long waiting) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> sums("sensor_service"),
            new Sums((long) acknowledged, (long) spooled, waiting)::equals);
  }

  private void awaitWaiting(long readings) {
    Awaitility.await().atMost(PATIENCE).until(() -> sums("sensor_service").waiting == readings);
  }

  private Sums sums(String role) {
    return jdbc(role)
        .sql(
            """
            SELECT coalesce(sum(acknowledged), 0), coalesce(sum(spooled), 0),
              coalesce(sum(waiting), 0)
            FROM registry.ingest_ledger WHERE tenant = ?
            """)
        .param(tenant)
        .query((row, _) -> new Sums(row.getLong(1), row.getLong(2), row.getLong(3)))
        .single();
  }

  private static JdbcClient jdbc(String role) {
    var postgres = EmbeddedServers.postgres();
    return JdbcClient.create(
        new DriverManagerDataSource(postgres.jdbcUrl(), role, postgres.password(role)));
  }
}
