package io.sensorplatform.stream.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.archive.TestArchiver;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.ObjectReader;
import io.sensorplatform.stream.objects.S3Connection;
import io.sensorplatform.stream.query.StoreQueries;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestBucket;
import io.sensorplatform.stream.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import software.amazon.awssdk.services.s3.S3Client;

/** The tables follow the archive, whatever happens between. */
class CatalogueKeeperIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final S3Client s3 = S3Connection.open(TestBucket.settings());
  private final ArchiveBucket bucket = new ArchiveBucket(s3, TestBucket.name());
  private final ArchiveNews news = new ArchiveNews();
  private final TestDatabase database = new TestDatabase().migrated();
  private final StoreQueries queries = new StoreQueries(database.pool());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Readings readings = Readings.now();
  private final SourcePartition partition =
      new SourcePartition("topic-" + UUID.randomUUID(), UUID.randomUUID(), 2);
  private final List<CatalogueKeeper> keepers = new ArrayList<>();

  @AfterEach
  void stop() {
    keepers.forEach(CatalogueKeeper::stop);
    queries.close();
    database.close();
    s3.close();
  }

  @Test
  void notesWhatTheArchiverMadeWithItsReadingsByTenantAndHour() throws Exception {
    start();
    archive(0, 5);
    archive(5, 7);
    awaitNoted(2);
    assertThat(
            database.rows(
                """
                SELECT start_offset, end_offset, records, undecodable, topic, key
                FROM readings.archive_object WHERE topic_id = ? ORDER BY 1
                """,
                partition.topicId()))
        .containsExactly(
            List.of(0L, 4L, 5L, 0L, partition.topic(), bucketKeys().get(0)),
            List.of(5L, 11L, 7L, 0L, partition.topic(), bucketKeys().get(1)));
    assertThat(
            database.rows(
                """
                SELECT tenant, sum(archived)::bigint FROM readings.archive_count
                WHERE topic_id = ? GROUP BY 1
                """,
                partition.topicId()))
        .containsExactly(List.of(readings.tenant(), 12L));
    assertThat(registry.get("sensor.archive.catalogue.pending").gauge().value()).isZero();
  }

  @Test
  void findsOnS3WhatItDidNotHearOfAndNothingTwice() throws Exception {
    var elsewhere = new ArchiveNews();
    var archiver = new TestArchiver(directory, bucket, elsewhere);
    for (int object = 0; object < 3; object++) {
      archiver.archive(partition, object * 4L, readings.many(object * 4, 4));
    }
    news.assigned(partition);
    start();
    awaitNoted(3);
    start();
    archive(12, 4);
    awaitNoted(4);
    assertThat(
            database.number(
                "SELECT sum(archived) FROM readings.archive_count WHERE topic_id = ?",
                partition.topicId()))
        .isEqualTo(16);
  }

  @Test
  void aDatabaseThatIsAwayHoldsNothingUpAndKnowsAllInTheEnd() throws Exception {
    start();
    archive(0, 4);
    awaitNoted(1);
    EmbeddedServers.postgres().stop();
    try {
      var begun = System.nanoTime();
      for (int object = 1; object < 6; object++) {
        archive(object * 4L, 4);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    } finally {
      EmbeddedServers.postgres().start();
    }
    awaitNoted(6);
  }

  @Test
  void whyItWaitsIsToldInTheDatabasesWords() throws Exception {
    var lines = new ListAppender<ILoggingEvent>();
    var log = (Logger) LoggerFactory.getLogger(CatalogueKeeper.class);
    lines.start();
    log.addAppender(lines);
    database.run("ALTER TABLE readings.archive_object RENAME TO hidden");
    try {
      start();
      archive(0, 4);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(List.copyOf(lines.list))
                  .anySatisfy(line -> {
                    assertThat(line.getFormattedMessage())
                        .contains("waits: ")
                        .contains("relation \"readings.archive_object\" does not exist");
                    assertThat(line.getKeyValuePairs().toString()).contains("archive-gaps");
                  }));
    } finally {
      database.run("ALTER TABLE readings.hidden RENAME TO archive_object");
      log.detachAppender(lines);
    }
    awaitNoted(1);
  }

  @Test
  void countsOfTooManyTenantsAreReadFromTheRows() throws Exception {
    var many = new ArrayList<Reading>();
    for (int tenant = 0; tenant < 2_500; tenant++) {
      many.add(new Reading("t" + tenant, "s", tenant, 1, null, 0, TimeUnit.HOURS.toMicros(5)));
    }
    start();
    new TestArchiver(directory, bucket, news).archive(partition, 0, many);
    awaitNoted(1);
    assertThat(
            database.rows(
                """
                SELECT count(*), sum(archived)::bigint, min(hour)::text FROM readings.archive_count
                WHERE topic_id = ?
                """,
                partition.topicId()))
        .containsExactly(List.of(2_500L, 2_500L, "1970-01-01 05:00:00+00"));
  }

  @Test
  void damagedObjectsAreLeftOutAndTheirNeighboursNoted() throws Exception {
    var archiver = new TestArchiver(directory, bucket, new ArchiveNews());
    for (int object = 0; object < 3; object++) {
      archiver.archive(partition, object * 4L, readings.many(object * 4, 4));
    }
    var files = new TestBucket(s3);
    files.put(bucketKeys().get(1), new byte[] {1, 2, 3}, files.metadata(bucketKeys().get(1)));
    files.put(bucketKeys().get(0) + ".bak", new byte[0], Map.of());
    news.assigned(partition);
    start();
    awaitNoted(2);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(registry.get("sensor.archive.gaps").gauge().value()).isPositive());
    assertThat(new Catalogue(queries).summaries(partition.topic()))
        .singleElement()
        .satisfies(summary -> {
          assertThat(summary.gaps()).containsExactly(new PartitionSummary.Range(4, 7));
          assertThat(summary.overlaps()).isEmpty();
          assertThat(summary.firstOffset()).isZero();
          assertThat(summary.nextOffset()).isEqualTo(12);
          assertThat(summary.objects()).isEqualTo(2);
          assertThat(summary.records()).isEqualTo(8);
        });
  }

  @Test
  void tellsWhatSomebodyDeletedFromS3UntilItIsBack() throws Exception {
    var archiver = new TestArchiver(directory, bucket, new ArchiveNews());
    for (int object = 0; object < 4; object++) {
      archiver.archive(partition, object * 4L, readings.many(object * 4, 4));
    }
    news.assigned(partition);
    start();
    awaitNoted(4);
    assertThat(missing()).isZero();
    var files = new TestBucket(s3);
    var lost = List.of(bucketKeys().get(0), bucketKeys().get(3));
    var bytes = lost.stream().map(files::bytes).toList();
    var metadata = lost.stream().map(files::metadata).toList();
    lost.forEach(files::delete);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(missing()).isEqualTo(2));
    for (int object = 0; object < lost.size(); object++) {
      files.put(lost.get(object), bytes.get(object), metadata.get(object));
    }
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(missing()).isZero());
  }

  private double missing() {
    return registry.get("sensor.archive.missing").gauge().value();
  }

  private void archive(long from, int count) throws Exception {
    new TestArchiver(directory, bucket, news)
        .archive(partition, from, readings.many((int) from, count));
  }

  private List<String> bucketKeys() {
    return new TestBucket(s3).keys(partition.topic());
  }

  private void awaitNoted(long objects) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .untilAsserted(() ->
            assertThat(
                    database.number(
                        "SELECT count(*) FROM readings.archive_object WHERE topic_id = ?",
                        partition.topicId()))
                .isEqualTo(objects));
  }

  private void start() {
    var client = JdbcClient.create(database.pool());
    var keeper =
        new CatalogueKeeper(
            news,
            new BucketCheck(
                bucket,
                new ObjectReader(bucket),
                new CatalogueWriter(
                    client, new TransactionTemplate(new JdbcTransactionManager(database.pool()))),
                new CatalogueSettings(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Clock.systemUTC()),
            new Catalogue(queries),
            registry);
    keepers.add(keeper);
    keeper.start();
  }
}
