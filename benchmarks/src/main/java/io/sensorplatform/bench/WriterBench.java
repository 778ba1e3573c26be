package io.sensorplatform.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.StageRun;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.local.server.PostgresServer;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.StreamApplication;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.postgresql.PGConnection;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The writer, from Kafka into the partitioned table, next to COPY of the same rows into the same
 * table by one connection, as psql's {@code \copy} does it. About a tenth of the writer's batches
 * hold a reading that is stored already.
 *
 * <p>{@code --rows} of a round (1,000,000), {@code --rounds} (5).
 */
public final class WriterBench {

  private static final String TEXT = "COPY text, one statement";
  private static final String BINARY = "COPY binary, one statement";
  private static final String WRITER = "writer, from Kafka";
  private static final String COLUMNS =
      "series_key, flags, observed_at, received_at, value, unit, kafka_partition, kafka_offset";
  private static final int REPEAT_EVERY = 100_000;

  private final int rows;
  private final PostgresServer postgres = EmbeddedServers.postgres();
  private final Instant first = Instant.now().truncatedTo(ChronoUnit.DAYS).minusSeconds(5 * 86_400);
  private int sets;

  private WriterBench(int rows) {
    this.rows = rows;
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int rows = given.number("rows", 1_000_000, 500_000);
    int rounds = given.number("rounds", 5, 2);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("writer", given.toString(), given.isShort());
    new WriterBench(rows).run(rounds, run);
    run.write(json);
    System.exit(0);
  }

  private void run(int rounds, StageRun run) throws Exception {
    try (var service = start();
        var connection = connect()) {
      var writer = service.getBean("writer", SmartLifecycle.class);
      // Warms the JVM up and gives the sensors their keys.
      writer(writer, connection);
      int[] seriesKeys = seriesKeys(connection);
      var comparison = new Comparison("rows/s");
      for (int round = 0; round < rounds; round++) {
        System.out.printf("round %d of %d%n", round + 1, rounds);
        var text = next();
        comparison.add(TEXT, copy(connection, text, text.text(seriesKeys), "text"));
        var binary = next();
        comparison.add(BINARY, copy(connection, binary, binary.binary(seriesKeys), "binary"));
        comparison.add(WRITER, writer(writer, connection));
      }
      run.add(comparison.figure(WRITER, WRITER, TEXT, Aim.ratioAtLeast(1)));
      run.add(comparison.figure(WRITER, WRITER, BINARY, Aim.ratioAtLeast(0.6)));
    }
  }

  private RowSet next() {
    return new RowSet(sets++, rows, first);
  }

  private double copy(Connection connection, RowSet set, byte[] data, String format)
      throws Exception {
    ensureDays(connection, set);
    var manager = connection.unwrap(PGConnection.class).getCopyAPI();
    checkpoint();
    long begun = System.nanoTime();
    manager.copyIn(
        "COPY readings.reading (%s) FROM STDIN (FORMAT %s)".formatted(COLUMNS, format),
        new ByteArrayInputStream(data),
        64 * 1024);
    return rows / seconds(begun);
  }

  /** All is on Kafka before the writer begins; the time runs from its first batch to its last. */
  private double writer(SmartLifecycle writer, Connection connection) throws Exception {
    var set = next();
    writer.stop();
    long before = stored(connection);
    int sent = produce(set);
    ensureDays(connection, set);
    checkpoint();
    writer.start();
    long firstCount = before;
    long begun = 0;
    while (true) {
      long now = stored(connection) - before;
      if (begun == 0 && now > 0) {
        begun = System.nanoTime();
        firstCount = now;
      }
      if (now >= sent) {
        return (sent - firstCount) / seconds(begun);
      }
      Thread.sleep(5);
    }
  }

  private int produce(RowSet set) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            EmbeddedServers.kafka().bootstrapServers(),
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class,
            "compression.type",
            "lz4",
            "batch.size",
            128 * 1024,
            "linger.ms",
            5);
    int sent = 0;
    try (var producer = new KafkaProducer<byte[], byte[]>(properties)) {
      for (int row = 0; row < set.rows(); row++) {
        send(producer, set.reading(row));
        sent++;
        if (row % REPEAT_EVERY == REPEAT_EVERY - 1) {
          send(producer, set.reading(row - REPEAT_EVERY / 2));
          sent++;
        }
      }
    }
    return sent;
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, Reading reading) {
    byte[] key = Topics.key(reading.tenant(), reading.sensorId()).getBytes(UTF_8);
    producer.send(new ProducerRecord<>(Topics.READINGS, key, ReadingCodec.encode(reading)));
  }

  private ConfigurableApplicationContext start() {
    return SpringApplication.run(
        StreamApplication.class,
        "--server.port=0",
        "--management.server.port=0",
        "--platform.roles=writer",
        "--platform.tokens.issuer=http://localhost",
        "--platform.tokens.jwks-url=http://localhost/oauth2/jwks",
        "--platform.kafka.bootstrap-servers=" + EmbeddedServers.kafka().bootstrapServers(),
        "--platform.kafka.replication-factor=1",
        "--spring.datasource.url=" + postgres.jdbcUrl() + "?currentSchema=readings",
        "--spring.datasource.password=" + postgres.password("stream_service"),
        "--management.tracing.export.otlp.enabled=false",
        "--logging.level.root=WARN");
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(), "stream_service", postgres.password("stream_service"));
  }

  /** So that no round pays for what the one before has left to write. */
  private void checkpoint() throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), "postgres", postgres.password("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }

  private static long stored(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                "SELECT coalesce(sum(next_offset), 0) FROM readings.consumer_position"
                    + " WHERE consumer = 'writer'")) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      if ("42P01".equals(e.getSQLState())) {
        return 0; // The writer has not made its tables yet.
      }
      throw e;
    }
  }

  private static void ensureDays(Connection connection, RowSet set) throws SQLException {
    try (var statement = connection.prepareStatement("SELECT readings.ensure_day(?::date)")) {
      for (int row : new int[] {0, set.rows() - 1}) {
        long day = Math.floorDiv(set.reading(row).observedAtMicros(), 86_400_000_000L);
        statement.setString(1, java.time.LocalDate.ofEpochDay(day).toString());
        statement.execute();
      }
    } catch (SQLException e) {
      if (!"3F000".equals(e.getSQLState()) && !"42883".equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private static int[] seriesKeys(Connection connection) throws SQLException {
    var keys = new java.util.HashMap<String, Integer>();
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT sensor_id, series_key FROM readings.series")) {
      while (result.next()) {
        keys.put(result.getString(1), result.getInt(2));
      }
    }
    int[] inOrder = new int[RowSet.SENSORS];
    for (int sensor = 0; sensor < inOrder.length; sensor++) {
      inOrder[sensor] = requireNonNull(keys.get(RowSet.sensorId(sensor)));
    }
    return inOrder;
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
