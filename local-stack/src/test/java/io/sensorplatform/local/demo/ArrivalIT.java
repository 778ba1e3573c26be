package io.sensorplatform.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.local.server.PostgresServer;
import io.sensorplatform.local.server.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Finding readings again in a real PostgreSQL and behind a real S3 API. */
class ArrivalIT {
  private static final Instant NOW = Instant.now();
  private static final long MICROS = NOW.getEpochSecond() * 1_000_000 + 123_456;
  private static final DemoReading FIRST = new DemoReading("x/a", MICROS, 1.25, "Cel");
  private static final DemoReading SECOND = new DemoReading("x/b", MICROS, -0.1, "Cel");

  @TempDir private Path directory;

  private final PostgresServer postgres = EmbeddedServers.postgres();
  private final S3Server s3 = EmbeddedServers.s3();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void emptyDatabase() throws SQLException {
    asOwner(
        """
        DROP TABLE IF EXISTS readings.readings;
        CREATE TABLE readings.readings (tenant text, sensor_id text, observed_at timestamptz,
          value double precision, unit text, received_at timestamptz);
        GRANT SELECT ON readings.readings TO reader;
        """);
  }

  @Test
  void findsWhatIsStoredAndTellsNewRowsFromReplacedOnes() throws SQLException {
    store(FIRST, NOW.minus(Duration.ofDays(1)));
    Arrival arrival = arrival(Duration.ofSeconds(5));
    arrival.countBefore();
    asOwner("TRUNCATE readings.readings");
    store(FIRST, NOW);
    store(SECOND, NOW);

    assertThat(arrival.awaitStored(List.of(FIRST, SECOND))).isTrue();
    assertThat(said())
        .contains(
            "Stored    2 of 2 in PostgreSQL: 1 rows added, 1 replaced (2 rows of these sensors in"
                + " all)");
  }

  @Test
  void saysWhatIsMissingInPostgresql() throws SQLException {
    store(FIRST, NOW);
    store(new DemoReading("x/b", MICROS, 5, "Cel"), NOW);
    Arrival arrival = arrival(Duration.ofSeconds(1));
    arrival.countBefore();

    assertThat(arrival.awaitStored(List.of(FIRST, SECOND))).isFalse();
    assertThat(said()).contains("Stored    1 of 2", "1 MISSING after 1 s, 1 with another value");
  }

  @Test
  void findsWhatIsArchivedInObjectsOfThisRun() throws Exception {
    putObject("readings/v1/topic=t/partition=0/00000000000000000000.parquet", FIRST);
    putObject("readings/v1/topic=t/partition=1/00000000000000000000.parquet", SECOND);
    putObject("readings/v1/topic=t/partition=1/00000000000000000007.parquet", SECOND);

    assertThat(arrival(Duration.ofSeconds(30)).awaitArchived(List.of(FIRST, SECOND))).isTrue();
    assertThat(said()).contains("Archived  2 of 2 in 3 new Parquet objects, read back with DuckDB");
  }

  @Test
  void saysWhenNothingCanBeReached() {
    var database = new DemoPlatform.Database("127.0.0.1", 1, "none", "reader", "x");
    var objects =
        new DemoPlatform.ObjectStore(
            URI.create("http://127.0.0.1:1"), "us-east-1", "none", "none", "none");
    Arrival arrival = arrival(Duration.ofSeconds(1), database, objects);
    arrival.countBefore();

    assertThat(arrival.awaitStored(List.of(FIRST))).isFalse();
    assertThat(arrival.awaitArchived(List.of(FIRST))).isFalse();
    assertThat(said())
        .contains("PostgreSQL cannot be read now:", "1 MISSING after 1 s", "last error:");
  }

  @Test
  void offersSqlThatTheReaderMayRun() throws SQLException {
    store(new DemoReading("weather/seattle/wind", MICROS, 3.25, "m/s"), NOW);

    try (var connection =
            DriverManager.getConnection(postgres.jdbcUrl(), "reader", postgres.password("reader"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery(new NextSteps(platform(database(), objects())).sql())) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("sensor_id")).isEqualTo("weather/seattle/wind");
      assertThat(rows.getDouble("mean")).isEqualTo(3.25);
    }
  }

  @Test
  void offersLinesThatNameThisPlatform() {
    String text = new NextSteps(platform(database(), objects())).text();

    assertThat(text)
        .contains("$(./platform token operator)")
        .contains("'http://127.0.0.1:1/v1/sensors/seattle/normals/temperature/readings?")
        .contains("psql -h 127.0.0.1 -p " + postgres.port() + " -U reader sensor_platform")
        .contains("ENDPOINT '" + s3.endpoint().getAuthority() + "'")
        .contains("s3://" + s3.bucket() + "/readings/v1/**/*.parquet");
  }

  private Arrival arrival(Duration patience) {
    return arrival(patience, database(), objects());
  }

  private DemoPlatform.Database database() {
    return new DemoPlatform.Database(
        "127.0.0.1",
        postgres.port(),
        PostgresServer.DATABASE,
        "reader",
        postgres.password("reader"));
  }

  private DemoPlatform.ObjectStore objects() {
    return new DemoPlatform.ObjectStore(
        s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey());
  }

  private static DemoPlatform platform(
      DemoPlatform.Database database, DemoPlatform.ObjectStore objects) {
    return new DemoPlatform(
        "./platform",
        URI.create("http://127.0.0.1:1"),
        "default",
        new DemoPlatform.Devices((name, prefixes) -> {}, name -> "token"),
        database,
        objects);
  }

  private Arrival arrival(
      Duration patience, DemoPlatform.Database database, DemoPlatform.ObjectStore objects) {
    return new Arrival(
        platform(database, objects),
        List.of("x/a", "x/b"),
        NOW,
        patience,
        new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private void store(DemoReading reading, Instant receivedAt) throws SQLException {
    asOwner(
        """
        INSERT INTO readings.readings VALUES ('default', '%s',
          timestamptz 'epoch' + %d * interval '1 microsecond', %s, '%s', '%s')
        """
            .formatted(
                reading.sensorId(),
                reading.observedAtMicros(),
                reading.value(),
                reading.unit(),
                receivedAt));
  }

  private void asOwner(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), "stream_service", postgres.password("stream_service"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As the archiver's: observed_at is a UTC timestamp of microseconds. */
  private void putObject(String key, DemoReading reading) throws SQLException {
    Path file = directory.resolve("object.parquet");
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckdb.createStatement()) {
      statement.execute(
          """
          COPY (SELECT 'default' AS tenant, '%s' AS sensor_id,
            make_timestamptz(%d) AS observed_at, %s::DOUBLE AS value, '%s' AS unit)
          TO '%s' (FORMAT parquet, COMPRESSION zstd)
          """
              .formatted(
                  reading.sensorId(),
                  reading.observedAtMicros(),
                  reading.value(),
                  reading.unit(),
                  file));
    }
    try (var client =
        S3Client.builder()
            .endpointOverride(s3.endpoint())
            .region(Region.of(s3.region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(s3.accessKey(), s3.secretKey())))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      client.putObject(put -> put.bucket(s3.bucket()).key(key), RequestBody.fromFile(file));
    }
  }
}
