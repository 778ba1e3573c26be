package io.sensorplatform.stream.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.Contents;
import io.sensorplatform.stream.objects.ObjectKey;
import io.sensorplatform.stream.objects.S3Connection;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestBucket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.services.s3.S3Client;

/** One archiver, or two against each other, on a real S3 API. */
class ArchiverStageIT {

  @TempDir private Path directory;

  private final S3Client s3 = S3Connection.open(TestBucket.settings());
  private final TestBucket bucket = new TestBucket(s3);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Readings readings = Readings.now();
  private final SourcePartition partition =
      new SourcePartition("topic-" + UUID.randomUUID(), UUID.randomUUID(), 5);
  private final ArchiveNews news = new ArchiveNews();
  private final List<ArchiverStage> stages = new ArrayList<>();

  @AfterEach
  void close() {
    stages.forEach(stage -> {
      stage.release(Set.of(partition));
      stage.close();
    });
    s3.close();
  }

  @Test
  void anObjectTellsItsRangeAndHoldsEveryColumn() throws Exception {
    var archiver = archiver("a", 3);
    archiver.begin(partition, null, 40);
    var first =
        new Reading(
            readings.tenant(),
            "hall/one",
            1_700_000_000_123_456L,
            21.5,
            "Cel",
            1,
            1_700_000_001_000_000L);
    var second =
        new Reading(readings.tenant(), "hall/two", -1, -0.5, null, 0, 1_700_000_001_000_001L);
    archiver.take(
        partition,
        List.of(
            record(41, ReadingCodec.encode(first)),
            record(42, "garbage".getBytes(UTF_8)),
            record(44, ReadingCodec.encode(second))));
    assertThat(archiver.finish().get(partition).offset()).isEqualTo(45);

    var key = ObjectKey.of(partition, 40);
    assertThat(bucket.keys(partition.topic())).containsExactly(key);
    assertThat(bucket.metadata(key))
        .containsEntry("start-offset", "40")
        .containsEntry("end-offset", "44")
        .containsEntry("count", "2")
        .containsEntry("undecodable", "1")
        .containsEntry("min-observed-at", "1969-12-31T23:59:59.999999Z")
        .containsEntry("max-observed-at", "2023-11-14T22:13:20.123456Z");
    var download = directory.resolve("download");
    bucket.download(partition.topic(), download);
    assertThat(
            TestBucket.query(
                download,
                """
                SELECT tenant, sensor_id, epoch_us(observed_at), value, unit, flags,
                  epoch_us(received_at), kafka_offset
                FROM read_parquet(%s, hive_partitioning = false) ORDER BY kafka_offset
                """))
        .containsExactly(
            List.of(
                readings.tenant(),
                "hall/one",
                1_700_000_000_123_456L,
                21.5,
                "Cel",
                1,
                1_700_000_001_000_000L,
                41L),
            java.util.Arrays.asList(
                readings.tenant(), "hall/two", -1L, -0.5, null, 0, 1_700_000_001_000_001L, 44L));
    assertThat(
            TestBucket.query(
                download,
                "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM"
                    + " read_parquet(%s, hive_partitioning = false))"))
        .containsExactly(
            List.of("tenant", "VARCHAR"),
            List.of("sensor_id", "VARCHAR"),
            List.of("observed_at", "TIMESTAMP WITH TIME ZONE"),
            List.of("value", "DOUBLE"),
            List.of("unit", "VARCHAR"),
            List.of("flags", "INTEGER"),
            List.of("received_at", "TIMESTAMP WITH TIME ZONE"),
            List.of("kafka_offset", "BIGINT"));
    assertThat(
            TestBucket.query(
                download,
                "SELECT name, field_id FROM parquet_schema(%s) WHERE field_id IS NOT NULL"))
        .extracting(row -> row.get(1))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(
            TestBucket.query(
                download,
                "SELECT decode(value) FROM parquet_kv_metadata(%s) WHERE decode(key) = 'end-offset'"))
        .containsExactly(List.of("44"));
    assertThat(TestBucket.query(download, "SELECT DISTINCT compression FROM parquet_metadata(%s)"))
        .containsExactly(List.of("ZSTD"));
  }

  @Test
  void recordsThatAreAllUndecodableStillAccountForTheirOffsets() throws Exception {
    var archiver = archiver("a", 2);
    archiver.begin(partition, null, 0);
    archiver.take(partition, List.of(record(0, new byte[0]), record(1, null)));
    archiver.finish();
    var download = directory.resolve("download");
    bucket.download(partition.topic(), download);
    assertThat(TestBucket.query(download, "SELECT count(*) FROM read_parquet(%s)"))
        .containsExactly(List.of(0L));
    assertThat(newPosition("b")).isEqualTo(2);
  }

  @Test
  void goesOnBehindTheNewestObjectWhateverTheHintSays() throws Exception {
    var archiver = archiver("a", 10);
    archiver.begin(partition, null, 0);
    archiver.take(partition, records(0, 45));
    String hint = null;
    for (int object = 0; object < 4; object++) {
      hint = archiver.finish().get(partition).metadata();
    }
    var next = archiver("b", 10);
    for (var told : new String[] {null, hint, "10", "7", "4711", "nonsense", "-1"}) {
      assertThat(next.positions(Set.of(partition), hints(told)))
          .as("hint %s", told)
          .containsEntry(partition, 40L);
    }
  }

  @Test
  void aPartitionWithoutObjectsHasNoPosition() throws Exception {
    assertThat(archiver("a", 10).positions(Set.of(partition), hints("12"))).isEmpty();
  }

  @Test
  void theSecondOfTwoArchiversGivesWayAndGoesOnBehindTheWinner() throws Exception {
    var winner = archiver("a", 7);
    var loser = archiver("b", 10);
    winner.begin(partition, null, 0);
    loser.begin(partition, null, 0);
    winner.take(partition, records(0, 7));
    loser.take(partition, records(0, 10));
    winner.finish();
    assertThatThrownBy(loser::finish)
        .isInstanceOfSatisfying(
            FencedException.class, e -> assertThat(e.partitions()).containsExactly(partition));
    assertThat(registry.get("sensor.archive.conflicts").counter().count()).isEqualTo(1);
    loser.release(Set.of(partition));
    var position = loser.positions(Set.of(partition), Map.of());
    assertThat(position).containsEntry(partition, 7L);
    loser.begin(partition, 7L, 7);
    loser.take(partition, records(7, 10));
    loser.finish();
    assertContiguous(17);
  }

  @Test
  void anObjectThatWasMadeThoughTheAnswerGotLostCountsAsMade() throws Exception {
    var first = archiver("a", 5);
    var again = archiver("b", 5);
    for (var archiver : List.of(first, again)) {
      archiver.begin(partition, null, 0);
      archiver.take(partition, records(0, 5));
      assertThat(archiver.finish().get(partition).offset()).isEqualTo(5);
    }
    assertContiguous(5);
  }

  @Test
  void objectsOfATopicThatWasMadeAnewAreNotMixedWithTheOldOnes() throws Exception {
    var archiver = archiver("a", 5);
    archiver.begin(partition, null, 0);
    archiver.take(partition, records(0, 5));
    archiver.finish();
    var anew = new SourcePartition(partition.topic(), UUID.randomUUID(), partition.partition());
    assertThatThrownBy(() -> archiver("b", 5).positions(Set.of(anew), Map.of()))
        .hasMessageContaining("move the old objects away");
  }

  @Test
  void aFileThatFailsToBecomeAnObjectIsTriedAgain() throws Exception {
    var archiver = archiver("a", 5);
    archiver.begin(partition, null, 0);
    archiver.take(partition, records(0, 5));
    EmbeddedServers.s3().kill();
    try {
      assertThatThrownBy(archiver::finish).isInstanceOf(Exception.class);
    } finally {
      EmbeddedServers.s3().start();
    }
    assertThat(archiver.patience()).isZero();
    archiver.finish();
    assertContiguous(5);
    assertThat(archiver.pending()).isZero();
  }

  @Test
  void leftoversOfACrashAreDeletedAndASecondProcessIsKeptOut() throws Exception {
    var crashed = directory.resolve("a/5-0.parquet");
    Files.createDirectories(crashed.getParent());
    Files.writeString(crashed, "half a file");
    archiver("a", 5);
    assertThat(crashed).doesNotExist();
    assertThatThrownBy(() -> archiver("a", 5)).hasMessageContaining("another archiver");
  }

  @Test
  void filesLeaveNothingBehindWhenTheyAreGivenUpOrArchived() throws Exception {
    var archiver = archiver("a", 5);
    archiver.begin(partition, null, 0);
    archiver.take(partition, records(0, 13));
    archiver.finish();
    archiver.release(Set.of(partition));
    assertThat(archiver.pending()).isZero();
    try (var files = Files.list(directory.resolve("a"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet"))).isEmpty();
    }
  }

  @Test
  void twoHundredOpenFilesKeepToOneMemoryBudget() throws Exception {
    var budget = DataSize.ofMegabytes(24);
    var archiver = archiver("a", 1_000_000, budget);
    var partitions = new ArrayList<SourcePartition>();
    for (int i = 0; i < 200; i++) {
      partitions.add(new SourcePartition(partition.topic(), partition.topicId(), 100 + i));
      archiver.begin(partitions.get(i), null, 0);
    }
    long before = used();
    for (int round = 0; round < 4; round++) {
      for (var each : partitions) {
        archiver.take(each, records(round * 2_000, 2_000));
        assertThat(archiver.allocated()).isLessThanOrEqualTo(budget.toBytes());
      }
    }
    // Beside the budget: file handles, footers' row groups, names, the readings' hours.
    assertThat(used() - before).isLessThan(budget.toBytes() + 32_000_000);
    archiver.release(Set.copyOf(partitions));
    assertThat(archiver.allocated()).isZero();
  }

  private static long used() {
    var runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private ArchiverStage archiver(String name, long maxRows) throws Exception {
    return archiver(name, maxRows, DataSize.ofMegabytes(64));
  }

  private ArchiverStage archiver(String name, long maxRows, DataSize memory) throws Exception {
    var settings =
        new ArchiverSettings(
            1, maxRows, DataSize.ofMegabytes(128), Duration.ofMinutes(15), directory, memory, 3);
    var stage =
        new ArchiverStage(
            settings,
            new WorkDirectory(directory.resolve(name)),
            new ArchiveBucket(s3, TestBucket.name()),
            new BatchTracer(OpenTelemetry.noop()),
            new ArchiveMetrics(registry, Clock.systemUTC()),
            news,
            Clock.systemUTC());
    stage.prepare();
    stages.add(stage);
    return stage;
  }

  private long newPosition(String name) throws Exception {
    return archiver(name, 1).positions(Set.of(partition), Map.of()).get(partition);
  }

  private Map<SourcePartition, String> hints(String hint) {
    return hint == null ? Map.of() : Map.of(partition, hint);
  }

  private void assertContiguous(long end) {
    long next = 0;
    for (var key : bucket.keys(partition.topic())) {
      var range = Contents.parse(bucket.metadata(key));
      assertThat(range.startOffset()).isEqualTo(next);
      next = range.endOffset() + 1;
    }
    assertThat(next).isEqualTo(end);
  }

  private List<ConsumerRecord<byte[], byte[]>> records(long from, int count) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    for (var reading : readings.many((int) from, count)) {
      records.add(record(from + records.size(), ReadingCodec.encode(reading)));
    }
    return records;
  }

  private ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
    return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, value);
  }
}
