package io.sensorplatform.stream.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.Contents;
import io.sensorplatform.stream.objects.S3Connection;
import io.sensorplatform.stream.objects.S3Settings;
import io.sensorplatform.stream.testing.FaultyS3;
import io.sensorplatform.stream.testing.FaultyS3.Fault;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestBucket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Random walks of two archivers over the same partitions, with faults of S3, crashes, rebalances
 * and zombies, held against a model: a log is a list of records, and the archive must be that list.
 * {@code -Dseed=} repeats a walk that failed, {@code -Dwalks=} makes more of them.
 */
class ArchiverModelIT {

  private static final int PARTITIONS = 3;
  private static final int STEPS = 250;
  private static final Duration SILENCE = Duration.ofMillis(400);

  @TempDir private Path directory;

  private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
  private final S3Client direct = S3Connection.open(TestBucket.settings());
  private final TestBucket bucket = new TestBucket(direct);

  @AfterEach
  void close() {
    direct.close();
  }

  @Test
  void theArchiveIsTheLogWhateverHappens() throws Exception {
    Long given = Long.getLong("seed");
    int walks = given == null ? Integer.getInteger("walks", 6) : 1;
    long seed = given == null ? new Random().nextLong() : given;
    for (int walk = 0; walk < walks; walk++, seed++) {
      System.out.println("walk with -Dseed=" + seed);
      try (var one = new Walk(seed)) {
        one.run();
      } catch (AssertionError | Exception e) {
        throw new AssertionError("failed with -Dseed=" + seed, e);
      }
    }
    System.out.println("faults that happened: " + happened);
    if (given == null) {
      assertThat(happened.keySet()).hasSizeGreaterThan(5);
    }
  }

  /** A log: its records by offset, with holes as transactions leave them; null is no reading. */
  private static final class Log {
    final TreeMap<Long, byte[]> records = new TreeMap<>();
    final TreeMap<Long, Double> readings = new TreeMap<>();
    long end;
  }

  /** An archiver, and what a consumer loop would know of it. */
  private final class Actor {
    final Path home;
    @Nullable ArchiverStage stage;
    @Nullable WorkDirectory work;
    final Map<SourcePartition, Long> positions = new HashMap<>();

    Actor(Path home) {
      this.home = home;
    }
  }

  private final class Walk implements AutoCloseable {

    final Random random;
    final FaultyS3 faulty;
    final S3Client s3;
    final WalkClock clock = new WalkClock();
    final Readings readings = Readings.now();
    final String topic = "walk-" + UUID.randomUUID();
    final UUID topicId = UUID.randomUUID();
    final List<SourcePartition> partitions = new ArrayList<>();
    final Map<SourcePartition, Log> logs = new HashMap<>();
    final List<Actor> actors = new ArrayList<>();
    int values;

    Walk(long seed) throws Exception {
      random = new Random(seed);
      faulty = new FaultyS3(TestBucket.endpoint(), SILENCE.toMillis() + 200);
      var settings = TestBucket.settings(faulty.endpoint());
      s3 =
          S3Connection.open(
              new S3Settings(
                  settings.endpoint(),
                  settings.region(),
                  settings.bucket(),
                  settings.accessKey(),
                  settings.secretKey(),
                  true,
                  SILENCE,
                  Duration.ofSeconds(5)));
      for (int i = 0; i < PARTITIONS; i++) {
        partitions.add(new SourcePartition(topic, topicId, i));
        logs.put(partitions.get(i), new Log());
      }
      actors.add(new Actor(directory.resolve(topic + "-a")));
      actors.add(new Actor(directory.resolve(topic + "-b")));
    }

    void run() throws Exception {
      faulty.plan(method ->
          random.nextInt(4) == 0
              ? Fault.values()[random.nextInt(Fault.values().length)]
              : Fault.NONE);
      for (int step = 0; step < STEPS; step++) {
        step(actors.get(random.nextInt(actors.size())));
      }
      faulty.plan(ignored -> Fault.NONE);
      for (var actor : actors) {
        crash(actor);
      }
      faulty.settle();
      finishAll(actors.getFirst());
      check();
    }

    private void step(Actor actor) throws Exception {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> append(partitions.get(random.nextInt(PARTITIONS)));
        case 5, 6, 7, 8, 9 -> poll(actor);
        case 10, 11, 12, 13, 14 -> finish(actor);
        case 15 -> clock.millis += random.nextInt(90_000);
        case 16 -> crash(actor);
        case 17 -> release(actor);
        default -> assign(actor);
      }
    }

    private void append(SourcePartition partition) {
      var log = logs.get(partition);
      int count = random.nextInt(1, 12);
      for (int i = 0; i < count; i++) {
        if (random.nextInt(10) == 0) {
          log.end++;
        }
        if (random.nextInt(8) == 0) {
          log.records.put(log.end, new byte[] {1, 2, 3});
        } else {
          Reading reading = readings.reading("s" + random.nextInt(5), values, values++);
          log.records.put(log.end, ReadingCodec.encode(reading));
          log.readings.put(log.end, reading.value());
        }
        log.end++;
      }
    }

    private ArchiverStage stage(Actor actor) throws Exception {
      if (actor.stage == null) {
        var settings =
            new ArchiverSettings(
                1,
                7,
                DataSize.ofKilobytes(2),
                Duration.ofMinutes(1),
                actor.home,
                DataSize.ofKilobytes(16),
                3);
        actor.work = new WorkDirectory(actor.home.resolve("consumer-0"));
        actor.stage =
            new ArchiverStage(
                settings,
                actor.work,
                new ArchiveBucket(s3, TestBucket.name()),
                new BatchTracer(OpenTelemetry.noop()),
                new ArchiveMetrics(new SimpleMeterRegistry(), clock),
                new ArchiveNews(),
                clock);
        actor.stage.prepare();
        assertThat(parquetFiles(actor)).as("what a crash left").isEmpty();
      }
      return actor.stage;
    }

    /** Takes a partition, from the other one properly or behind its back. */
    private void assign(Actor actor) throws Exception {
      var partition = partitions.get(random.nextInt(PARTITIONS));
      if (actor.positions.containsKey(partition)) {
        return;
      }
      if (random.nextBoolean()) {
        for (var other : actors) {
          if (other != actor && other.positions.remove(partition) != null) {
            stage(other).release(Set.of(partition));
          }
        }
      }
      place(actor, partition);
    }

    private boolean place(Actor actor, SourcePartition partition) throws Exception {
      var stage = stage(actor);
      Long stored;
      try {
        stored = stage.positions(Set.of(partition), Map.of()).get(partition);
      } catch (RuntimeException e) {
        // S3 does not answer: the loop would try again later.
        return false;
      }
      long start = stored == null ? 0 : stored;
      stage.begin(partition, stored, start);
      actor.positions.put(partition, start);
      return true;
    }

    private void release(Actor actor) throws Exception {
      if (!actor.positions.isEmpty()) {
        var partition = actor.positions.keySet().iterator().next();
        actor.positions.remove(partition);
        stage(actor).release(Set.of(partition));
      }
    }

    private void poll(Actor actor) throws Exception {
      for (var partition : List.copyOf(actor.positions.keySet())) {
        long from = actor.positions.get(partition);
        var log = logs.get(partition);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        int most = random.nextInt(1, 10);
        for (var entry : log.records.tailMap(from).entrySet()) {
          if (records.size() == most) {
            break;
          }
          records.add(
              new ConsumerRecord<>(
                  topic, partition.partition(), entry.getKey(), null, entry.getValue()));
        }
        if (!records.isEmpty()) {
          stage(actor).take(partition, records);
          actor.positions.put(partition, records.getLast().offset() + 1);
        }
      }
    }

    private void finish(Actor actor) throws Exception {
      var stage = stage(actor);
      if (!stage.patience().isZero()) {
        return;
      }
      try {
        stage.finish();
      } catch (FencedException e) {
        for (var partition : e.partitions()) {
          actor.positions.remove(partition);
          stage.release(Set.of(partition));
        }
      } catch (Exception e) {
        // Tried again at a later step.
      }
    }

    /** As kill -9: files stay, the lock goes with the process. */
    private void crash(Actor actor) {
      if (actor.work != null) {
        actor.work.close();
      }
      actor.stage = null;
      actor.work = null;
      actor.positions.clear();
    }

    private void finishAll(Actor actor) throws Exception {
      for (var partition : partitions) {
        assertThat(place(actor, partition)).isTrue();
      }
      var stage = stage(actor);
      for (int round = 0; round < 1_000; round++) {
        poll(actor);
        clock.millis += 10_000;
        if (stage.patience().isZero()) {
          stage.finish();
        }
      }
      assertThat(stage.pending()).isZero();
      assertThat(parquetFiles(actor)).isEmpty();
      stage.release(Set.copyOf(partitions));
    }

    private void check() throws Exception {
      var next = new HashMap<Integer, Long>();
      for (var key : bucket.keys(topic)) {
        var contents = Contents.parse(bucket.metadata(key));
        int partition = contents.partition().partition();
        assertThat(contents.startOffset()).as(key).isEqualTo(next.getOrDefault(partition, 0L));
        next.put(partition, contents.endOffset() + 1);
      }
      var download = directory.resolve(topic);
      Files.createDirectories(download);
      bucket.download(topic, download);
      var found = new HashMap<Integer, Map<Long, Double>>();
      var twice = new HashSet<List<Object>>();
      for (var row :
          next.isEmpty()
              ? List.<List<Object>>of()
              : TestBucket.query(
                  download,
                  "SELECT partition::integer, kafka_offset, value FROM read_parquet(%s, hive_partitioning = true)")) {
        assertThat(twice.add(row.subList(0, 2))).as("%s is there once", row).isTrue();
        found
            .computeIfAbsent((Integer) row.get(0), ignored -> new TreeMap<>())
            .put((Long) row.get(1), (Double) row.get(2));
      }
      for (var partition : partitions) {
        var log = logs.get(partition);
        long last = log.records.isEmpty() ? 0 : log.records.lastKey() + 1;
        assertThat(next.getOrDefault(partition.partition(), 0L)).isEqualTo(last);
        assertThat(found.getOrDefault(partition.partition(), Map.of())).isEqualTo(log.readings);
      }
    }

    private List<Path> parquetFiles(Actor actor) throws Exception {
      try (var files = Files.list(actor.home.resolve("consumer-0"))) {
        return files.filter(file -> file.toString().endsWith(".parquet")).toList();
      }
    }

    @Override
    public void close() throws Exception {
      actors.forEach(this::crash);
      faulty.happened().forEach((fault, times) -> happened.merge(fault, times, Integer::sum));
      faulty.close();
      s3.close();
    }
  }

  private static final class WalkClock extends Clock {
    long millis = 1_700_000_000_000L;

    @Override
    public long millis() {
      return millis;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
