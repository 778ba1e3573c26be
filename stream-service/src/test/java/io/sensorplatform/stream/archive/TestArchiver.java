package io.sensorplatform.stream.archive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.util.unit.DataSize;

/** Makes real objects for tests of what reads them. */
public final class TestArchiver {

  private final Path directory;
  private final ArchiveBucket bucket;
  private final ArchiveNews news;

  public TestArchiver(Path directory, ArchiveBucket bucket, ArchiveNews news) {
    this.directory = directory;
    this.bucket = bucket;
    this.news = news;
  }

  /** One object of these readings, with offsets from {@code from} on. */
  public void archive(SourcePartition partition, long from, List<Reading> readings)
      throws Exception {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    for (var reading : readings) {
      records.add(
          new ConsumerRecord<>(
              partition.topic(),
              partition.partition(),
              from + records.size(),
              null,
              ReadingCodec.encode(reading)));
    }
    try (var stage =
        new ArchiverStage(
            settings(directory, records.size()),
            new WorkDirectory(directory.resolve("consumer-0")),
            bucket,
            new BatchTracer(OpenTelemetry.noop()),
            new ArchiveMetrics(new SimpleMeterRegistry(), Clock.systemUTC()),
            news,
            Clock.systemUTC())) {
      stage.prepare();
      stage.begin(partition, null, from);
      stage.take(partition, records);
      stage.finish();
      stage.release(Set.of(partition));
      news.assigned(partition);
    }
  }

  static ArchiverSettings settings(Path directory, long maxRows) {
    return new ArchiverSettings(
        1,
        maxRows,
        DataSize.ofMegabytes(128),
        Duration.ofMinutes(15),
        directory,
        DataSize.ofMegabytes(64),
        3);
  }
}
