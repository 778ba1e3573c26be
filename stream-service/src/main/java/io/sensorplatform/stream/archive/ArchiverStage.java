package io.sensorplatform.stream.archive;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.FencedException;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.consume.Stage;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.ArchivedObject;
import io.sensorplatform.stream.objects.Contents;
import io.sensorplatform.stream.objects.ObjectKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one file open for each partition, cuts it by rows, bytes or age, and makes it an object
 * unless somebody else has made that object already.
 *
 * <p>The archive itself is the position: each partition goes on behind its newest object. A file
 * that is not cut yet when the process stops is given up; its records are still on Kafka, and the
 * next start reads them again. So each offset is in exactly one object, and no stop leaves a small
 * one behind.
 */
final class ArchiverStage implements Stage {

  static final String ROLE = "archiver";

  private static final Duration IDLE = Duration.ofMillis(500);

  private final ArchiverSettings settings;
  private final WorkDirectory directory;
  private final OpenFiles files;
  private final ArchiveBucket bucket;
  private final BatchTracer tracer;
  private final ArchiveMetrics metrics;
  private final ArchiveNews news;
  private final Clock clock;
  private final Map<SourcePartition, Long> next = new HashMap<>();
  private final AtomicLong oldestRecordMillis = new AtomicLong(Long.MAX_VALUE);

  ArchiverStage(
      ArchiverSettings settings,
      WorkDirectory directory,
      ArchiveBucket bucket,
      BatchTracer tracer,
      ArchiveMetrics metrics,
      ArchiveNews news,
      Clock clock) {
    this.settings = settings;
    this.directory = directory;
    this.bucket = bucket;
    this.tracer = tracer;
    this.metrics = metrics;
    this.news = news;
    this.clock = clock;
    this.files =
        new OpenFiles(directory, settings.compressionLevel(), settings.bufferMemory().toBytes());
    metrics.watch(oldestRecordMillis);
  }

  @Override
  public String role() {
    return ROLE;
  }

  @Override
  public void prepare() throws IOException {
    directory.open();
  }

  @Override
  public Map<SourcePartition, Long> positions(
      Set<SourcePartition> partitions, Map<SourcePartition, String> hints) {
    var positions = new HashMap<SourcePartition, Long>();
    for (var partition : partitions) {
      var newest = bucket.newest(partition, hint(hints.get(partition)));
      if (newest.isPresent()) {
        var key = ObjectKey.of(partition, newest.getAsLong());
        var contents =
            bucket
                .contents(key)
                .orElseThrow(() -> new IllegalStateException("listed, but not there: " + key));
        checkName(partition, key, contents);
        positions.put(partition, contents.endOffset() + 1);
      }
    }
    return positions;
  }

  @Override
  public void begin(SourcePartition partition, @Nullable Long stored, long start) {
    next.put(partition, start);
    news.assigned(partition);
  }

  @Override
  public void take(SourcePartition partition, List<ConsumerRecord<byte[], byte[]>> records)
      throws IOException {
    for (var record : records) {
      var file = files.get(partition);
      if (file == null) {
        file = newFile(partition, record.timestamp());
      }
      try {
        file.add(ReadingCodec.decode(record.value()), record.offset());
      } catch (MalformedReadingException e) {
        file.skip(record.offset());
      }
      file.producers().add(record.headers());
      next.put(partition, record.offset() + 1);
      if (file.records() >= settings.maxRows()) {
        files.cut(file);
      }
    }
    var file = files.get(partition);
    if (file != null && file.size() >= settings.maxBytes().toBytes()) {
      files.cut(file);
    }
    files.keepToBudget();
    tellAge();
  }

  private OpenFile newFile(SourcePartition partition, long recordMillis) throws IOException {
    Long start = next.get(partition);
    if (start == null) {
      throw new IllegalStateException("records before a position: " + partition);
    }
    long now = clock.millis();
    boolean known = recordMillis >= 0 && recordMillis < now;
    return files.open(partition, start, new OpenFile.Opened(now, known ? recordMillis : now));
  }

  @Override
  public Duration patience() {
    if (files.next() != null) {
      return Duration.ZERO;
    }
    long age = clock.millis() - Math.min(files.openedMillis(), clock.millis());
    long patience = settings.maxAge().toMillis() - age;
    return Duration.ofMillis(Math.clamp(patience, 0, IDLE.toMillis()));
  }

  /** One object at a time, so that the consumer is polled between them. */
  @Override
  public Map<SourcePartition, OffsetAndMetadata> finish() throws Exception {
    cutAged();
    var file = files.next();
    if (file == null) {
      return Map.of();
    }
    var contents = file.contents();
    tracer.batch(
        contents.partition().topic(),
        ROLE,
        file.producers(),
        contents.records(),
        () -> archive(file));
    files.done();
    tellAge();
    return Map.of(
        contents.partition(),
        new OffsetAndMetadata(contents.endOffset() + 1, Long.toString(contents.startOffset())));
  }

  private void cutAged() throws FencedException {
    for (var file : files.openedBefore(clock.millis() - settings.maxAge().toMillis())) {
      try {
        files.cut(file);
      } catch (IOException e) {
        // What it held is only on Kafka now, behind the consumer's position.
        throw new FencedException(
            Set.of(file.partition()), "its file could not be completed: " + e.getMessage());
      }
    }
  }

  private boolean archive(CutFile file) throws Exception {
    var attributes =
        Attributes.of(
            AttributeKey.stringKey("rpc.system"), "aws-api",
            AttributeKey.stringKey("rpc.service"), "S3",
            AttributeKey.stringKey("rpc.method"), "PutObject",
            AttributeKey.stringKey("aws.s3.bucket"), bucket.name(),
            AttributeKey.stringKey("aws.s3.key"), file.key());
    var metadata = file.metadata();
    if (!tracer.call(
        "S3.PutObject", attributes, () -> bucket.create(file.key(), file.path(), metadata))) {
      yieldToWinner(file);
    }
    metrics.archived(file);
    news.made(new ArchivedObject(file.contents(), file.counts(), file.bytes(), clock.instant()));
    return true;
  }

  /** The object exists. If it ends where ours does, it is as good as ours, or is ours. */
  private void yieldToWinner(CutFile file) throws FencedException, IOException {
    var partition = file.contents().partition();
    var winner =
        bucket
            .contents(file.key())
            .orElseThrow(() -> new IOException("neither made nor there: " + file.key()));
    checkName(partition, file.key(), winner);
    if (winner.endOffset() != file.contents().endOffset()) {
      metrics.conflict();
      throw new FencedException(
          Set.of(partition),
          "%s exists and ends at %d, not %d: another archiver was first"
              .formatted(file.key(), winner.endOffset(), file.contents().endOffset()));
    }
  }

  private static void checkName(SourcePartition partition, String key, Contents contents) {
    var told = contents.partition();
    if (!told.topicId().equals(partition.topicId())) {
      // Offsets of a topic that was made anew cannot be archived under the old one's names.
      throw new IllegalStateException(
          "%s belongs to a topic %s with the id %s; this one's is %s: move the old objects away"
              .formatted(key, partition.topic(), told.topicId(), partition.topicId()));
    }
    if (!ObjectKey.of(told, contents.startOffset()).equals(key)) {
      throw new IllegalStateException(
          "%s holds partition %s from offset %d on: somebody has renamed it; move it back"
              .formatted(key, told, contents.startOffset()));
    }
  }

  @Override
  public Map<SourcePartition, OffsetAndMetadata> finishBeforeStop() {
    return Map.of();
  }

  @Override
  public void release(Set<SourcePartition> partitions) {
    next.keySet().removeAll(partitions);
    files.discard(partitions);
    news.released(partitions);
    tellAge();
  }

  @Override
  public long pending() {
    return files.records();
  }

  private void tellAge() {
    oldestRecordMillis.set(files.oldestRecordMillis());
  }

  /** Bytes of all open files in memory. */
  long allocated() {
    return files.allocated();
  }

  @Override
  public void close() {
    metrics.forget(oldestRecordMillis);
    files.close();
  }

  /** The start offset that {@link #finish} gave; null if it is none. */
  private static @Nullable Long hint(@Nullable String metadata) {
    if (metadata == null || !metadata.matches("\\d{1,18}")) {
      return null;
    }
    return Long.valueOf(metadata);
  }
}
