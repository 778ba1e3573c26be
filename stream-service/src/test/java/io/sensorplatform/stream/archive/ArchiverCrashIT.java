package io.sensorplatform.stream.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.Contents;
import io.sensorplatform.stream.objects.S3Connection;
import io.sensorplatform.stream.testing.FaultyS3;
import io.sensorplatform.stream.testing.FaultyS3.Fault;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestBucket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;

/** An archiver that ends at each step of its work, and the next one. */
class ArchiverCrashIT {

  private enum Step {
    FILE_OPEN,
    CUT_BEFORE_PUT,
    PUT_HALF_SENT,
    PUT_DONE_BUT_NOT_KNOWN,
    OBJECT_MADE
  }

  @TempDir private Path directory;

  private FaultyS3 faulty;
  private S3Client s3;
  private final S3Client direct = S3Connection.open(TestBucket.settings());
  private final TestBucket bucket = new TestBucket(direct);
  private final Readings readings = Readings.now();
  private final SourcePartition partition =
      new SourcePartition("topic-" + UUID.randomUUID(), UUID.randomUUID(), 1);
  private final List<ArchiverStage> stages = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    faulty = new FaultyS3(TestBucket.endpoint(), 1_000);
    s3 = S3Connection.open(TestBucket.settings(faulty.endpoint()));
  }

  @AfterEach
  void close() throws Exception {
    stages.forEach(stage -> stage.release(Set.of(partition)));
    faulty.close();
    s3.close();
    direct.close();
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsMissingOrTwiceWhereverAnArchiverEnds(Step step) throws Exception {
    var work = new WorkDirectory(directory.resolve("consumer-0"));
    var first = stage(work, 10);
    first.begin(partition, null, 0);
    first.take(partition, records(0, 10));
    first.finish();
    switch (step) {
      case FILE_OPEN -> first.take(partition, records(10, 4));
      case CUT_BEFORE_PUT -> failAt(first, Fault.STATUS_503);
      case PUT_HALF_SENT -> failAt(first, Fault.CUT_BODY);
      case PUT_DONE_BUT_NOT_KNOWN -> failAt(first, Fault.RESET_AFTER);
      case OBJECT_MADE -> {
        first.take(partition, records(10, 10));
        first.finish();
      }
    }
    assertThat(files()).hasSize(step == Step.OBJECT_MADE ? 0 : 1);
    work.close();
    faulty.plan(ignored -> Fault.NONE);

    var second = stage(new WorkDirectory(directory.resolve("consumer-0")), 7);
    assertThat(files()).isEmpty();
    long start = second.positions(Set.of(partition), Map.of()).get(partition);
    assertThat(start)
        .isEqualTo(step == Step.PUT_DONE_BUT_NOT_KNOWN || step == Step.OBJECT_MADE ? 20 : 10);
    second.begin(partition, start, start);
    second.take(partition, records(start, (int) (34 - start)));
    while (second.patience().isZero()) {
      second.finish();
    }
    assertContiguous(start + (34 - start) / 7 * 7);
  }

  @Test
  void workOfConsumersThatAreNoMoreIsDeletedAndThatOfOthersIsNot() throws Exception {
    for (var consumer : List.of("consumer-1", "consumer-2")) {
      Files.createDirectories(directory.resolve(consumer));
      Files.writeString(directory.resolve(consumer).resolve("1-0.parquet"), "half a file");
    }
    var living = new WorkDirectory(directory.resolve("consumer-2"));
    living.open();
    var growing = living.file(1, 5);
    Files.writeString(growing, "grows");
    var work = new WorkDirectory(directory.resolve("consumer-0"));
    work.open();
    assertThat(directory.resolve("consumer-1/1-0.parquet")).doesNotExist();
    assertThat(growing).exists();
    living.close();
    work.close();
  }

  private void failAt(ArchiverStage stage, Fault fault) throws Exception {
    stage.take(partition, records(10, 10));
    faulty.plan(method -> method.equals("PUT") ? fault : Fault.NONE);
    assertThatThrownBy(stage::finish).isInstanceOf(Exception.class);
    assertThat(faulty.happened()).containsKey(fault);
  }

  private ArchiverStage stage(WorkDirectory work, long maxRows) throws Exception {
    var stage =
        new ArchiverStage(
            TestArchiver.settings(directory, maxRows),
            work,
            new ArchiveBucket(s3, TestBucket.name()),
            new BatchTracer(OpenTelemetry.noop()),
            new ArchiveMetrics(new SimpleMeterRegistry(), Clock.systemUTC()),
            new ArchiveNews(),
            Clock.systemUTC());
    stage.prepare();
    stages.add(stage);
    return stage;
  }

  private List<Path> files() throws Exception {
    try (var files = Files.list(directory.resolve("consumer-0"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).toList();
    }
  }

  private void assertContiguous(long end) {
    long next = 0;
    for (var key : bucket.keys(partition.topic())) {
      var contents = Contents.parse(bucket.metadata(key));
      assertThat(contents.startOffset()).isEqualTo(next);
      assertThat(contents.records()).isEqualTo(contents.endOffset() - contents.startOffset() + 1);
      next = contents.endOffset() + 1;
    }
    assertThat(next).isEqualTo(end);
  }

  private List<ConsumerRecord<byte[], byte[]>> records(long from, int count) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    for (var reading : readings.many((int) from, count)) {
      records.add(
          new ConsumerRecord<>(
              partition.topic(),
              partition.partition(),
              from + records.size(),
              null,
              ReadingCodec.encode(reading)));
    }
    return records;
  }
}
