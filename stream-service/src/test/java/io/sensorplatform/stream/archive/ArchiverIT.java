package io.sensorplatform.stream.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.RoleHealth;
import io.sensorplatform.stream.consume.StreamRole;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.Contents;
import io.sensorplatform.stream.objects.S3Connection;
import io.sensorplatform.stream.testing.FaultyS3;
import io.sensorplatform.stream.testing.FaultyS3.Fault;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestBucket;
import io.sensorplatform.stream.testing.TestTopic;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.services.s3.S3Client;

/** The archiver from Kafka to S3. */
class ArchiverIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path directory;

  private final S3Client s3 = S3Connection.open(TestBucket.settings());
  private final TestBucket bucket = new TestBucket(s3);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Readings readings = Readings.now();
  private final List<StreamRole> archivers = new ArrayList<>();

  @AfterEach
  void stop() {
    archivers.forEach(StreamRole::stop);
    s3.close();
  }

  @Test
  void everyReadingIsInExactlyOneObjectAndTheRangesTouch() throws Exception {
    try (var topic = TestTopic.create(3)) {
      topic.send(readings.many(0, 5_000));
      startArchiver(topic, "a", 700);
      topic.send(readings.many(5_000, 5_000));
      awaitArchived(topic, 10_000);
      assertComplete(topic, 10_000);
      assertThat(registry.get("sensor.archive.rows").counter().count()).isEqualTo(10_000);
      assertThat(registry.get("sensor.archive.objects").counter().count())
          .isEqualTo(bucket.keys(topic.name()).size());
    }
  }

  @Test
  void aRestartInTheMiddleOfAFileLosesAndRepeatsNothing() throws Exception {
    try (var topic = TestTopic.create(2)) {
      topic.send(readings.many(0, 2_500));
      var first = startArchiver(topic, "a", 1_000, Duration.ofMinutes(15));
      await().atMost(PATIENCE).until(() -> !bucket.keys(topic.name()).isEmpty());
      first.stop();
      topic.send(readings.many(2_500, 2_500));
      startArchiver(topic, "b", 1_000);
      awaitArchived(topic, 5_000);
      assertComplete(topic, 5_000);
    }
  }

  @Test
  void twoArchiversSharePartitionsAndOneTakesOverFromTheOther() throws Exception {
    try (var topic = TestTopic.create(4)) {
      var first = startArchiver(topic, "a", 500);
      topic.send(readings.many(0, 4_000));
      startArchiver(topic, "b", 500);
      topic.send(readings.many(4_000, 4_000));
      first.stop();
      topic.send(readings.many(8_000, 2_000));
      awaitArchived(topic, 10_000);
      assertComplete(topic, 10_000);
    }
  }

  @Test
  void s3DownIsWaitedForAndToldInHealth() throws Exception {
    try (var topic = TestTopic.create(2)) {
      var archiver = startArchiver(topic, "a", 500);
      topic.send(readings.many(0, 1_000));
      awaitArchived(topic, 1_000);
      EmbeddedServers.s3().kill();
      try {
        topic.send(readings.many(1_000, 3_000));
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(registry.get("sensor.archive.retries").counter().count())
                    .isGreaterThan(1));
        assertThat(new RoleHealth(archiver).health().getDetails().toString()).contains("retrying");
        assertThat(registry.get("sensor.archive.paused").gauge().value()).isEqualTo(1);
      } finally {
        EmbeddedServers.s3().start();
      }
      awaitArchived(topic, 4_000);
      assertComplete(topic, 4_000);
      await()
          .atMost(PATIENCE)
          .until(() -> registry.get("sensor.archive.paused").gauge().value() == 0);
    }
  }

  @Test
  void anS3ThatFailsInEveryWayLosesAndRepeatsNothing() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("faults with -Dseed=" + seed);
    var random = new Random(seed);
    try (var topic = TestTopic.create(3);
        var faulty = new FaultyS3(TestBucket.endpoint(), 6_000);
        var client = S3Connection.open(TestBucket.settings(faulty.endpoint()))) {
      var order = new ArrayList<>(List.of(Fault.values()));
      Collections.shuffle(order, random);
      var faults = new ArrayDeque<>(order);
      faulty.plan(method -> {
        synchronized (faults) {
          return method.equals("PUT") && random.nextInt(2) == 0 && !faults.isEmpty()
              ? faults.remove()
              : Fault.NONE;
        }
      });
      startArchiver(
          topic, "a", 250, Duration.ofSeconds(1), new ArchiveBucket(client, TestBucket.name()));
      topic.send(readings.many(0, 6_000));
      awaitArchived(topic, 6_000);
      assertComplete(topic, 6_000);
      assertThat(faulty.happened().keySet()).containsExactlyInAnyOrder(Fault.values());
      archivers.forEach(StreamRole::stop);
    }
  }

  private StreamRole startArchiver(TestTopic topic, String name, long maxRows) {
    return startArchiver(topic, name, maxRows, Duration.ofSeconds(1));
  }

  private StreamRole startArchiver(TestTopic topic, String name, long maxRows, Duration maxAge) {
    return startArchiver(topic, name, maxRows, maxAge, new ArchiveBucket(s3, TestBucket.name()));
  }

  private StreamRole startArchiver(
      TestTopic topic, String name, long maxRows, Duration maxAge, ArchiveBucket objects) {
    var settings =
        new ArchiverSettings(
            1,
            maxRows,
            DataSize.ofMegabytes(128),
            maxAge,
            directory.resolve(name),
            DataSize.ofMegabytes(64),
            3);
    var archiver =
        ArchiveConfiguration.role(
            topic.name(),
            settings,
            objects,
            new ArchiveNews(),
            TestTopic.settings(),
            new BatchTracer(OpenTelemetry.noop()),
            registry,
            Clock.systemUTC());
    archivers.add(archiver);
    archiver.start();
    return archiver;
  }

  private void awaitArchived(TestTopic topic, long expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThat(
                    bucket.keys(topic.name()).stream()
                        .mapToLong(key -> Long.parseLong(bucket.metadata(key).get("count")))
                        .sum())
                .isEqualTo(expected));
  }

  /** Ranges touch, the footers' counts are true, and no offset or reading is there twice. */
  private void assertComplete(TestTopic topic, long expected) throws Exception {
    Map<String, Long> next = new HashMap<>();
    for (var key : bucket.keys(topic.name())) {
      var range = Contents.parse(bucket.metadata(key));
      var partition = key.substring(0, key.lastIndexOf('/'));
      assertThat(range.startOffset()).isEqualTo(next.getOrDefault(partition, 0L));
      next.put(partition, range.endOffset() + 1);
    }
    assertThat(next.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(expected);
    var download = directory.resolve("download-" + expected);
    bucket.download(topic.name(), download);
    assertThat(
            TestBucket.query(
                download,
                """
                SELECT count(*), count(DISTINCT (partition, kafka_offset)),
                  count(DISTINCT (tenant, sensor_id, observed_at))
                FROM read_parquet(%s, hive_partitioning = true)
                """))
        .containsExactly(List.of(expected, expected, expected));
  }
}
