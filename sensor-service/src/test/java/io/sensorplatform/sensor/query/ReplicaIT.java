package io.sensorplatform.sensor.query;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.local.server.PostgresReplica;
import io.sensorplatform.sensor.RunningSensorService;
import io.sensorplatform.sensor.RunningSensorService.Answer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Queries with a real streaming replica beside the primary. */
class ReplicaIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private static JdbcClient writer;
  private static JdbcClient admin;
  private static PostgresReplica replica;
  private static RunningSensorService service;

  private final String tenant = newTenant();
  private final String token = device(tenant, "plant1/");

  @BeforeAll
  static void start() {
    var primary = EmbeddedServers.postgres();
    writer = RunningSensorService.writer();
    replica = EmbeddedServers.replica(primary);
    admin = admin(replica.jdbcUrl());
    service = RunningSensorService.start(Map.of("platform.query.replica.url", replica.jdbcUrl()));
  }

  @AfterAll
  static void stop() {
    service.close();
    replica.kill();
  }

  @Test
  void queriesAreAskedOfTheReplicaAndOfThePrimaryWhileItIsAway() throws Exception {
    awaitAsked("replica");
    int series = series();
    store(series, 1, 10);
    await().atMost(SOON).untilAsserted(() -> assertThat(latest()).isEqualTo(10));

    replica.kill();
    store(series, 2, 20);
    // At once: whoever finds no connection to the replica asks the primary.
    assertThat(latest()).isEqualTo(20);
    awaitAsked("primary");
    assertThat(latest()).isEqualTo(20);

    replica.start();
    awaitAsked("replica");
    assertThat(latest()).isEqualTo(20);
  }

  @Test
  void aReplicaThatIsTooFarBehindIsNotAsked() throws Exception {
    awaitAsked("replica");
    int series = series();
    store(series, 1, 10);
    await().atMost(SOON).untilAsserted(() -> assertThat(latest()).isEqualTo(10));
    try (var strict =
        RunningSensorService.start(
            Map.of(
                "platform.query.replica.url",
                replica.jdbcUrl(),
                "platform.query.replica.max-lag",
                "1s"))) {
      await().atMost(SOON).until(() -> asked(strict).equals("replica"));
      admin.sql("SELECT pg_wal_replay_pause()").query().listOfRows();
      try {
        store(series, 2, 20);
        await().atMost(SOON).until(() -> asked(strict).equals("primary"));
        assertThat(latest(strict)).isEqualTo(20);
        // Within what is allowed here: behind, and asked.
        assertThat(latest()).isEqualTo(10);
      } finally {
        admin.sql("SELECT pg_wal_replay_resume()").query().listOfRows();
      }
      await().atMost(SOON).until(() -> asked(strict).equals("replica"));
      await().atMost(SOON).untilAsserted(() -> assertThat(latest()).isEqualTo(20));
    }
  }

  private static JdbcClient admin(String url) {
    return JdbcClient.create(
        new DriverManagerDataSource(
            url, "postgres", EmbeddedServers.postgres().password("postgres")));
  }

  private static void awaitAsked(String which) {
    await().atMost(SOON).until(() -> asked(service).equals(which));
  }

  private static String asked(RunningSensorService of) throws Exception {
    return of.health("queries").at("/details/asked").asString();
  }

  private double latest() {
    return latest(service);
  }

  private double latest(RunningSensorService of) {
    Answer answer = of.get(token, "/v1/sensors/plant1/a/latest");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json().at("/value").asDouble();
  }

  private int series() {
    return writer
        .sql(
            "INSERT INTO readings.series (tenant, sensor_id) VALUES (?, 'plant1/a')"
                + " RETURNING series_key")
        .param(tenant)
        .query(Integer.class)
        .single();
  }

  private static void store(int series, int second, double value) {
    writer.sql("SELECT readings.ensure_day('2026-11-21'::date)").query().singleValue();
    writer
        .sql(
            """
            INSERT INTO readings.reading (series_key, observed_at, value, received_at)
            VALUES (?, timestamptz '2026-11-21T10:00:00Z' + ? * interval '1 second', ?, now())
            """)
        .params(series, second, value)
        .update();
  }
}
