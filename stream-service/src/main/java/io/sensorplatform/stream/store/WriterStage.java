package io.sensorplatform.stream.store;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.BatchTracer;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.consume.Stage;
import io.sensorplatform.stream.store.DeadLetter.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/** Decodes records into a batch and stores it when it is full or has waited long enough. */
final class WriterStage implements Stage {

  static final String ROLE = "writer";

  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Attributes COPY =
      Attributes.of(
          AttributeKey.stringKey("db.system.name"), "postgresql",
          AttributeKey.stringKey("db.operation.name"), "COPY",
          AttributeKey.stringKey("db.collection.name"), "readings.reading");

  private final WriterSettings settings;
  private final Schema schema;
  private final Days days;
  private final Positions positions;
  private final BatchStore store;
  private final BatchTracer tracer;
  private final StoreMetrics metrics;
  private final Clock clock;
  private final Map<SourcePartition, Long> stored = new HashMap<>();
  private final Isolation isolation = new Isolation(this::store, RandomGenerator.getDefault());
  private Batch batch;

  WriterStage(
      WriterSettings settings,
      Schema schema,
      Days days,
      Positions positions,
      BatchStore store,
      BatchTracer tracer,
      StoreMetrics metrics,
      Clock clock) {
    this.settings = settings;
    this.schema = schema;
    this.days = days;
    this.positions = positions;
    this.store = store;
    this.tracer = tracer;
    this.metrics = metrics;
    this.clock = clock;
    this.batch = new Batch(clock.millis());
  }

  @Override
  public String role() {
    return ROLE;
  }

  @Override
  public void prepare() throws Exception {
    schema.ensure();
    days.ensureAhead();
  }

  @Override
  public Map<SourcePartition, Long> positions(
      Set<SourcePartition> partitions, Map<SourcePartition, String> hints) throws Exception {
    return positions.read(partitions);
  }

  @Override
  public void begin(SourcePartition partition, @Nullable Long known, long start) throws Exception {
    positions.begin(partition, known, start);
    stored.put(partition, start);
  }

  @Override
  public void take(SourcePartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    Long position = stored.get(partition);
    if (position == null) {
      throw new IllegalStateException("records before a position: " + partition);
    }
    long now = clock.millis();
    if (batch.isEmpty()) {
      batch = new Batch(now);
    }
    long oldest = oldestMicros();
    long newest = TimeUnit.MILLISECONDS.toMicros(now + settings.newest().toMillis());
    for (var record : records) {
      batch.reach(partition, position, record);
      try {
        var reading = ReadingCodec.decode(record.value());
        if (reading.observedAtMicros() < oldest) {
          batch.add(tooOld(new Row(reading, partition, record)));
        } else if (reading.observedAtMicros() > newest) {
          batch.add(outOfRange(partition, record, reading));
        } else {
          batch.add(new Row(reading, partition, record));
        }
      } catch (MalformedReadingException e) {
        batch.add(
            new DeadLetter(
                partition, record, null, Reason.MALFORMED, String.valueOf(e.getMessage())));
      }
    }
  }

  private long oldestMicros() {
    return TimeUnit.MILLISECONDS.toMicros(clock.millis() - settings.retention().toMillis());
  }

  private static DeadLetter tooOld(Row row) {
    return new DeadLetter(
        row.partition,
        row.record,
        row.reading,
        Reason.OLDER_THAN_RETENTION,
        observedAt(row.reading));
  }

  private static String observedAt(Reading reading) {
    return "observed at " + Instant.EPOCH.plus(reading.observedAtMicros(), ChronoUnit.MICROS);
  }

  private static DeadLetter outOfRange(
      SourcePartition partition, ConsumerRecord<byte[], byte[]> record, Reading reading) {
    return new DeadLetter(
        partition, record, reading, Reason.OBSERVED_AT_OUT_OF_RANGE, observedAt(reading));
  }

  @Override
  public Duration patience() {
    if (batch.isEmpty()) {
      return IDLE;
    }
    if (batch.records() >= settings.maxRows() || batch.bytes() >= settings.maxBytes().toBytes()) {
      return Duration.ZERO;
    }
    long waited = clock.millis() - batch.begunMillis();
    return Duration.ofMillis(Math.max(settings.linger().toMillis() - waited, 0));
  }

  @Override
  public Map<SourcePartition, OffsetAndMetadata> finish() throws Exception {
    if (batch.isEmpty()) {
      return Map.of();
    }
    // It may have waited for days: no partition is made that retention has dropped.
    batch.expire(oldestMicros(), WriterStage::tooOld);
    return isolation.store(batch, stored.size() == 1);
  }

  private void store(Batch part) throws Exception {
    long begun = System.nanoTime();
    var topic = part.ranges().keySet().iterator().next().topic();
    tracer.batch(
        topic,
        ROLE,
        part.producers(),
        part.records(),
        () -> {
          var outcome = tracer.call("COPY readings.reading", COPY, () -> store.store(part));
          if (!outcome.deadLetters().isEmpty()) {
            BatchTracer.keep("dead-letters");
          }
          // Here, so that what is counted can name the batch's trace as an example.
          metrics.stored(part, outcome, Duration.ofNanos(System.nanoTime() - begun));
          return outcome;
        });
    part.ranges().forEach((partition, range) -> stored.put(partition, range.next()));
  }

  @Override
  public Map<SourcePartition, OffsetAndMetadata> finishBeforeStop() throws Exception {
    return finish();
  }

  @Override
  public void release(Set<SourcePartition> partitions) {
    stored.keySet().removeAll(partitions);
    batch.drop(partitions);
  }

  @Override
  public long pending() {
    return batch.records();
  }

  @Override
  public void close() {
    // Nothing is held open between batches.
  }
}
