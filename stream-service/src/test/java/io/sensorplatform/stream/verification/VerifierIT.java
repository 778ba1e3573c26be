package io.sensorplatform.stream.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.stream.archive.TestArchiver;
import io.sensorplatform.stream.catalogue.Catalogue;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.ObjectKey;
import io.sensorplatform.stream.objects.ObjectReader;
import io.sensorplatform.stream.objects.S3Connection;
import io.sensorplatform.stream.query.StoreQueries;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestBucket;
import io.sensorplatform.stream.testing.TestDatabase;
import io.sensorplatform.stream.verification.ArchiveProblem.Kind;
import io.sensorplatform.stream.verification.Report.Depth;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Five sound objects of ten records each, and what is done to them. */
class VerifierIT {

  @TempDir private Path directory;

  private final S3Client s3 = S3Connection.open(TestBucket.settings());
  private final TestBucket files = new TestBucket(s3);
  private final ArchiveBucket bucket = new ArchiveBucket(s3, TestBucket.name());
  private final TestDatabase database = new TestDatabase().migrated();
  private final StoreQueries queries = new StoreQueries(database.pool());
  private final Readings readings = Readings.now();
  private final SourcePartition partition =
      new SourcePartition("topic-" + UUID.randomUUID(), UUID.randomUUID(), 3);
  private final TestArchiver archiver = archiver();

  private TestArchiver archiver() {
    return new TestArchiver(
        Path.of(System.getProperty("java.io.tmpdir"), "archiver-" + UUID.randomUUID()),
        bucket,
        new ArchiveNews());
  }

  @BeforeEach
  void archive() throws Exception {
    for (int object = 0; object < 5; object++) {
      archiver.archive(partition, object * 10L, readings.many(object * 10, 10));
    }
  }

  @AfterEach
  void close() {
    queries.close();
    database.close();
    s3.close();
  }

  @ParameterizedTest
  @EnumSource
  void aSoundArchiveHasNoProblems(Depth depth) throws Exception {
    var report = verify(depth);
    assertThat(report.problems()).isEmpty();
    assertThat(report.catalogueCompared()).isTrue();
    assertThat(report.next()).isNull();
    assertThat(report.partitions())
        .singleElement()
        .satisfies(checked -> {
          assertThat(checked.objects()).isEqualTo(5);
          assertThat(checked.records()).isEqualTo(50);
          assertThat(checked.undecodable()).isZero();
          assertThat(checked.firstOffset()).isZero();
          assertThat(checked.lastOffset()).isEqualTo(49);
          assertThat(checked.bytes())
              .isEqualTo(
                  files.keys(partition.topic()).stream()
                      .mapToLong(key -> files.bytes(key).length)
                      .sum());
        });
  }

  @Test
  void anArchiveThatBeginsLaterIsToldAndIsNoProblem() throws Exception {
    files.delete(key(0));
    var report = verify(Depth.footers);
    assertThat(report.problems()).isEmpty();
    assertThat(report.partitions().getFirst().firstOffset()).isEqualTo(10);
  }

  @Test
  void aDeletedObjectIsAMissingRange() throws Exception {
    files.delete(key(20));
    assertProblems(verify(Depth.footers), problem(Kind.MISSING, null, 20L, 29L));
  }

  @Test
  void anObjectThatTheDatabaseKnowsIsMissedByItsNameWhereverItStood() throws Exception {
    catalogue();
    for (long start : new long[] {0, 20, 30, 40}) {
      files.delete(key(start));
    }
    assertProblems(
        verify(Depth.footers),
        problem(Kind.MISSING, key(0), 0L, 9L),
        problem(Kind.MISSING, key(20), 20L, 29L),
        problem(Kind.MISSING, key(30), 30L, 39L),
        problem(Kind.MISSING, key(40), 40L, 49L));
    files.delete(key(10));
    assertThat(verify(Depth.footers).problems()).hasSize(5);
  }

  @Test
  void whatTheDatabaseShouldKnowByNowAndDoesNotIsTold() throws Exception {
    catalogue();
    database.run(
        "DELETE FROM readings.archive_object WHERE start_offset = 10 AND topic_id = '%s'"
            .formatted(partition.topicId()));
    database.run(
        "UPDATE readings.archive_object SET records = 9 WHERE start_offset = 30 AND topic_id = '%s'"
            .formatted(partition.topicId()));
    assertProblems(verify(Depth.footers), problem(Kind.CATALOGUE_DIFFERS, key(30), 30L, 39L));
    var later = Clock.fixed(Instant.now().plus(Duration.ofHours(1)), ZoneOffset.UTC);
    assertProblems(
        verify(Depth.footers, later),
        problem(Kind.UNCATALOGUED, key(10), 10L, 19L),
        problem(Kind.CATALOGUE_DIFFERS, key(30), 30L, 39L));
  }

  @Test
  void anEmptyObjectACutOneAndAForeignOneAreTold() throws Exception {
    files.put(key(10), new byte[0], files.metadata(key(10)));
    byte[] whole = files.bytes(key(30));
    files.put(key(30), Arrays.copyOf(whole, whole.length / 2), files.metadata(key(30)));
    files.put(prefix() + "readme.txt", new byte[] {1}, Map.of());
    assertProblems(
        verify(Depth.footers),
        problem(Kind.UNREADABLE, key(10), 10L, null),
        problem(Kind.UNREADABLE, key(30), 30L, null),
        problem(Kind.FOREIGN, prefix() + "readme.txt", null, null));
  }

  @Test
  void whatLiesBesideThePartitionsIsForeignToo() throws Exception {
    var topic = ObjectKey.prefix(partition.topic());
    var export = "readings/v1/export-%s.parquet".formatted(UUID.randomUUID());
    files.put(topic + "part-0000.parquet", new byte[] {1}, Map.of());
    files.put(topic + "partition=x/0.parquet", new byte[] {1}, Map.of());
    files.put(export, new byte[] {1}, Map.of());
    try {
      assertProblems(
          verify(Depth.footers),
          problem(Kind.FOREIGN, export, null, null),
          problem(Kind.FOREIGN, topic + "part-0000.parquet", null, null),
          problem(Kind.FOREIGN, topic + "partition=x/", null, null));
    } finally {
      files.delete(export);
    }
  }

  @Test
  void anyFlippedBitOfAFooterIsFound() throws Exception {
    byte[] sound = files.bytes(key(20));
    int length = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt(sound.length - 8) + 8;
    var random = new Random(4);
    var metadata = files.metadata(key(20));
    for (int flip = 0; flip < 40; flip++) {
      int at = sound.length - 1 - (flip < 8 ? flip : random.nextInt(length));
      byte[] damaged = sound.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      files.put(key(20), damaged, metadata);
      assertThat(verify(Depth.footers).problems())
          .as("byte %d from the end", sound.length - at)
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.UNREADABLE);
            assertThat(problem.key()).isEqualTo(key(20));
          });
    }
  }

  @Test
  void anyFlippedBitOfTheRowsIsFoundByReadingThem() throws Exception {
    byte[] sound = files.bytes(key(20));
    int footer = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt(sound.length - 8) + 8;
    var random = new Random(5);
    for (boolean withMd5 : new boolean[] {true, false}) {
      var metadata = new HashMap<>(files.metadata(key(20)));
      if (!withMd5) {
        metadata.remove(ArchiveBucket.MD5);
      }
      for (int flip = 0; flip < 15; flip++) {
        // Without the MD5, the page's checksum: it covers the pages, not their headers.
        byte[] damaged = sound.clone();
        int at = withMd5 ? random.nextInt(sound.length - footer) : pageByte(sound, random, footer);
        damaged[at] ^= (byte) (1 << random.nextInt(8));
        files.put(key(20), damaged, metadata);
        assertThat(verify(Depth.footers).problems()).isEmpty();
        assertProblems(verify(Depth.rows), problem(Kind.UNREADABLE, key(20), 20L, null));
      }
    }
  }

  /** Of the values of the last column chunk, which lie before its index and the footer. */
  private static int pageByte(byte[] sound, Random random, int footer) {
    byte[] zstd = {(byte) 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
    var frames = new ArrayList<Integer>();
    for (int at = 0; at < sound.length - footer - 4; at++) {
      if (Arrays.equals(sound, at, at + 4, zstd, 0, 4)) {
        frames.add(at);
      }
    }
    return frames.get(random.nextInt(frames.size())) + 4 + random.nextInt(3);
  }

  @Test
  void aRenamedObjectIsMissedWhereItWasAndToldWhereItIs() throws Exception {
    byte[] bytes = files.bytes(key(10));
    var metadata = files.metadata(key(10));
    files.delete(key(10));
    files.put(key(777), bytes, metadata);
    assertProblems(
        verify(Depth.footers),
        problem(Kind.MISSING, null, 10L, 19L),
        problem(Kind.MISNAMED, key(777), 10L, 19L));
  }

  @Test
  void aCopyUnderAnotherNameInsideTheArchiveIsTold() throws Exception {
    files.put(key(15), files.bytes(key(10)), files.metadata(key(10)));
    assertProblems(verify(Depth.footers), problem(Kind.MISNAMED, key(15), 10L, 19L));
  }

  @Test
  void objectsThatHoldTheSameOffsetsAreTold() throws Exception {
    archiver.archive(partition, 35, readings.many(35, 10));
    assertProblems(
        verify(Depth.footers),
        problem(Kind.OVERLAPPING, key(35), 35L, 39L),
        problem(Kind.OVERLAPPING, key(40), 40L, 44L));
  }

  @Test
  void metadataThatDoNotBelongToTheFooterAreTold() throws Exception {
    files.put(key(10), files.bytes(key(10)), files.metadata(key(20)));
    files.put(key(40), files.bytes(key(40)), Map.of());
    assertProblems(
        verify(Depth.footers),
        problem(Kind.UNREADABLE, key(10), 10L, null),
        problem(Kind.UNREADABLE, key(40), 40L, null));
  }

  @Test
  void stepsThatEndEarlyLeadToTheSameReport() throws Exception {
    catalogue();
    files.delete(key(0));
    files.delete(key(20));
    files.put(prefix() + "zzz", new byte[] {1}, Map.of());
    var whole = verify(Depth.footers);
    var clock = new SteppingClock();
    var verifier = verifier(clock);
    var problems = new ArrayList<ArchiveProblem>();
    long objects = 0;
    int steps = 0;
    Place place = null;
    do {
      var report = verifier.step(partition.topic(), null, Depth.rows, place);
      problems.addAll(report.problems());
      objects += report.partitions().stream().mapToLong(Report.Checked::objects).sum();
      place = report.next() == null ? null : Place.parse(report.next(), partition.topic());
      steps++;
    } while (place != null && steps < 100);
    assertThat(steps).isBetween(3, 20);
    assertThat(objects).isEqualTo(3);
    assertThat(problems).isEqualTo(whole.problems()).hasSize(3);
  }

  @Test
  void withoutTheDatabaseTheObjectsAreCheckedAllTheSame() throws Exception {
    files.delete(key(20));
    EmbeddedServers.postgres().stop();
    try {
      var report = verify(Depth.footers);
      assertThat(report.catalogueCompared()).isFalse();
      assertProblems(report, problem(Kind.MISSING, null, 20L, 29L));
    } finally {
      EmbeddedServers.postgres().start();
    }
  }

  /** Lets a step begin two pieces of work, then says that its time is over. */
  private static final class SteppingClock extends Clock {
    private long millis = System.currentTimeMillis();

    @Override
    public long millis() {
      millis += 1_500;
      return millis;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  private void catalogue() throws Exception {
    for (var key : files.keys(partition.topic())) {
      var words = files.metadata(key);
      database.run(
          """
          INSERT INTO readings.archive_object (topic_id, topic, partition, start_offset, end_offset,
            records, undecodable, bytes, created_at, key)
          VALUES ('%s', '%s', %d, %s, %s, %s, 0, %d, now(), '%s')
          """
              .formatted(
                  partition.topicId(),
                  partition.topic(),
                  partition.partition(),
                  words.get("start-offset"),
                  words.get("end-offset"),
                  words.get("count"),
                  files.bytes(key).length,
                  key));
    }
  }

  private Report verify(Depth depth) throws Exception {
    return verify(depth, Clock.systemUTC());
  }

  private Report verify(Depth depth, Clock clock) throws Exception {
    return verifier(clock).step(partition.topic(), null, depth, null);
  }

  private Verifier verifier(Clock clock) {
    return new Verifier(bucket, new ObjectReader(bucket), new Catalogue(queries), clock);
  }

  private String prefix() {
    return ObjectKey.prefix(partition.topic(), partition.partition());
  }

  private String key(long start) {
    return ObjectKey.of(partition, start);
  }

  private static List<Object> problem(Kind kind, String key, Long from, Long to) {
    return Arrays.asList(kind, key, from, to);
  }

  @SafeVarargs
  private static void assertProblems(Report report, List<Object>... expected) {
    assertThat(report.problems())
        .extracting(problem ->
            Arrays.<Object>asList(
                problem.kind(), problem.key(), problem.fromOffset(), problem.toOffset()))
        .containsExactly(expected);
  }
}
