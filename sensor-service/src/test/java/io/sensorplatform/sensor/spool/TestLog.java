package io.sensorplatform.sensor.spool;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.sensor.spool.SpoolSource.Queued;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One directory's log with its writer and its source, with small segments. */
final class TestLog implements AutoCloseable {

  static final int SEGMENT = 32 << 10;

  final Path directory;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final SpoolMetrics metrics = new SpoolMetrics(registry);
  final Quarantine quarantine;
  final Backlog backlog = new Backlog();
  final List<Long> recovered = new ArrayList<>();
  final SegmentLog log;
  final SpoolSource source;
  private final AppendQueue queue = new AppendQueue(64 << 20);
  private final SegmentWriter writer;

  TestLog(Disk disk, Path root) throws IOException {
    this(disk, root, 100L * SEGMENT);
  }

  TestLog(Disk disk, Path root, long cap) throws IOException {
    directory = root.resolve("log");
    Files.createDirectories(directory);
    quarantine = new Quarantine(disk, root.resolve("quarantine"), metrics);
    log =
        new Recovery(disk, directory, quarantine)
            .recover(record -> {
              backlog.add("log", record);
              if (record.count() > 0) {
                recovered.add(sequence(record));
              }
            });
    source = new SpoolSource(disk, log, backlog, quarantine);
    writer =
        new SegmentWriter(
            log,
            new SpareSegment(disk, directory, SEGMENT, Runnable::run),
            cap,
            queue,
            metrics,
            () -> {});
    writer.start();
  }

  /** Appends records that one force takes; each outcome is known when this returns. */
  List<CompletableFuture<Void>> append(List<SpoolRecord> records) {
    var appends =
        records.stream()
            .map(record ->
                new Append(Frame.of(record), record, System.nanoTime(), new CompletableFuture<>()))
            .toList();
    return append(appends, _ -> {});
  }

  List<CompletableFuture<Void>> append(List<Append> appends, Consumer<Append> forced) {
    appends.forEach(append -> append.outcome().thenRun(() -> forced.accept(append)));
    synchronized (queue) {
      for (Append append : appends) {
        backlog.add("log", append.record());
        try {
          queue.add(append);
        } catch (NotSpooledException e) {
          append.outcome().completeExceptionally(e);
        }
      }
    }
    for (Append append : appends) {
      append.outcome().exceptionally(_ -> null).join();
    }
    awaitIdle();
    return appends.stream().map(Append::outcome).toList();
  }

  /** The writer has nothing to do: so that a seed always makes the same. */
  private void awaitIdle() {
    while (!queue.isAwaited()) {
      Thread.onSpinWait();
    }
  }

  /** What can be sent now, without saying that it is sent. */
  List<Queued> poll() throws IOException {
    var all = new ArrayList<Queued>();
    poll(all::add);
    return all;
  }

  void poll(Consumer<Queued> each) throws IOException {
    for (Queued queued; (queued = source.poll()) != null; ) {
      each.accept(queued);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
    source.close();
    log.close();
  }

  /** Some readings that carry a number, and can be told from any other. */
  static SpoolRecord record(long sequence, Random random) {
    int count = 1 + random.nextInt(4);
    var readings = new ArrayList<byte[]>();
    char[] stripes = new char[count];
    for (int i = 0; i < count; i++) {
      byte[] reading = new byte[8 + random.nextInt(random.nextInt(10) == 0 ? 4_000 : 200)];
      random.nextBytes(reading);
      ByteBuffer.wrap(reading).putLong(sequence);
      readings.add(reading);
      stripes[i] = (char) random.nextInt(1 << 16);
    }
    String trace =
        random.nextBoolean() ? null : "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
    return new SpoolRecord(
        "tenant-" + random.nextInt(3), 1_000_000 + sequence, trace, readings, stripes);
  }

  static long sequence(SpoolRecord record) {
    return ByteBuffer.wrap(record.readings().getFirst()).getLong();
  }
}
