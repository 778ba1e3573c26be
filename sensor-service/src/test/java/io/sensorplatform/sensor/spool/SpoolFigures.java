package io.sensorplatform.sensor.spool;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/**
 * Prints what the spool does on a disk, beside what a plain loop of write and force does there in
 * the same run; docs/operations/spool.md says how to call it. Argument: a directory on that disk.
 */
final class SpoolFigures {

  private static final int BATCH = 500;
  private static final int READING_BYTES = 90;
  private static final Duration EACH = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ROUNDS = 3;

  private final Path root;
  private final Random random = new Random(1);

  private SpoolFigures(Path root) {
    this.root = root;
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments.length == 0 ? "." : arguments[0]);
    new SpoolFigures(Files.createTempDirectory(root, "spool-figures-")).run();
  }

  private void run() throws Exception {
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        System.out.printf("Round %d of %d%n", round, ROUNDS);
        int bytes = Frame.of(record(BATCH)).length;
        double plain = plain(bytes, EACH);
        System.out.printf(
            "  plain loop, write %,d bytes and force:   %,12.0f readings/s%n",
            bytes, plain * BATCH);
        for (int clients : new int[] {1, 8, 64}) {
          double[] spool = spool(BATCH, clients, EACH);
          System.out.printf(
              "  spool, batches of %d, %2d clients:        %,12.0f readings/s, p99 %.1f ms%n",
              BATCH, clients, spool[0], spool[1]);
        }
        double single = plain(Frame.of(record(1)).length, EACH);
        System.out.printf(
            "  plain loop, one reading and force:        %,12.0f readings/s%n", single);
        for (int clients : new int[] {1, 64}) {
          double[] spool = spool(1, clients, EACH);
          System.out.printf(
              "  spool, one reading, %2d clients:           %,12.0f readings/s, p99 %.1f ms%n",
              clients, spool[0], spool[1]);
        }
      }
    } finally {
      FileSystemUtils.deleteRecursively(root);
    }
  }

  /** Writes and forces per second, in a file of zeros as the spool's are. */
  private double plain(int bytes, Duration time) throws Exception {
    Path path = root.resolve("plain");
    try (var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long size = 64L << 20;
      ByteBuffer data = ByteBuffer.allocateDirect(bytes);
      ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
      for (long at = 0; at < size; at += zeros.capacity()) {
        file.write(zeros.clear(), at);
      }
      file.force(true);
      long end = System.nanoTime() + time.toNanos();
      long writes = 0;
      for (long at = 0; System.nanoTime() < end; at = at + 2L * bytes > size ? 0 : at + bytes) {
        file.write(data.clear(), at);
        file.force(false);
        writes++;
      }
      return writes / (time.toNanos() / 1e9);
    } finally {
      Files.delete(path);
    }
  }

  /** Readings per second, and the 99th percentile of an append in milliseconds. */
  private double[] spool(int batch, int clients, Duration time) throws Exception {
    var settings =
        new SpoolSettings(
            true,
            root.resolve("spool"),
            DataSize.ofMegabytes(64),
            DataSize.ofGigabytes(8),
            DataSize.ofMegabytes(32),
            Duration.ofMinutes(1));
    var spool = new Spool(settings, new Disk(), Clock.systemUTC(), new SimpleMeterRegistry());
    spool.start();
    var readings = new AtomicLong();
    var latencies = new ConcurrentLinkedQueue<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SpoolRecord record = record(batch);
      spool.append(record, PATIENCE);
      long end = System.nanoTime() + time.toNanos();
      for (int client = 0; client < clients; client++) {
        threads.submit(() -> {
          while (System.nanoTime() < end) {
            long begun = System.nanoTime();
            spool.append(record, PATIENCE);
            latencies.add(System.nanoTime() - begun);
            readings.addAndGet(batch);
          }
          return null;
        });
      }
    }
    spool.stop();
    FileSystemUtils.deleteRecursively(root.resolve("spool"));
    long[] sorted = latencies.stream().mapToLong(nanos -> nanos).sorted().toArray();
    return new double[] {
      readings.get() / (time.toNanos() / 1e9), sorted[(int) (sorted.length * 0.99)] / 1e6
    };
  }

  private SpoolRecord record(int count) {
    List<byte[]> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] reading = new byte[READING_BYTES];
      random.nextBytes(reading);
      readings.add(reading);
    }
    char[] stripes = new char[count];
    Arrays.setAll(new int[count], i -> stripes[i] = (char) i);
    return new SpoolRecord("tenant", 1, null, readings, stripes);
  }
}
