package io.sensorplatform.bench.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * What figures were measured on.
 *
 * @param forcedWriteMillis median time until the disk has 4 KiB more of a file
 */
public record Machine(
    String cpu, int cores, int memoryGib, String system, String java, double forcedWriteMillis) {

  private static final int WRITES = 200;

  /** This one. */
  public static Machine here() throws IOException {
    return new Machine(
        value(Path.of("/proc/cpuinfo"), "model name"),
        Runtime.getRuntime().availableProcessors(),
        (int) Math.round(memoryKib() / 1024.0 / 1024),
        // Without the name that somebody gave to his kernel.
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version").replaceAll("-.*", ""),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        measureForcedWrite());
  }

  /** Share of all cores' time that is used while this thread only waits. */
  public static double busy(Duration during) throws IOException {
    try {
      CpuTimes before = CpuTimes.of(Map.of());
      Thread.sleep(during);
      return Math.round(100 * CpuTimes.of(Map.of()).since(before).busy()) / 100.0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double memoryKib() throws IOException {
    String total = value(Path.of("/proc/meminfo"), "MemTotal");
    return total.isEmpty() ? 0 : Double.parseDouble(total.split(" ")[0]);
  }

  private static String value(Path file, String name) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  private static double measureForcedWrite() throws IOException {
    Path file = Files.createTempFile("forced", ".bin");
    long[] nanos = new long[WRITES];
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < WRITES; i++) {
        long begun = System.nanoTime();
        channel.write(ByteBuffer.allocate(4096));
        channel.force(false);
        nanos[i] = System.nanoTime() - begun;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(nanos);
    return Math.round(nanos[WRITES / 2] / 1e4) / 100.0;
  }
}
