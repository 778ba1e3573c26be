package io.sensorplatform.bench.guard;

import com.sun.management.ThreadMXBean;
import io.sensorplatform.reading.MalformedReadingException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@link PathWork} costs.
 *
 * @param bytes allocated for each reading
 * @param cpu time of {@link PathWork#READINGS} readings as a multiple of {@link ReferenceWork}
 */
record PathCost(double bytes, double cpu) {

  /**
   * Both are run in turn on this thread. Of each the least time counts: whatever disturbs a run
   * makes it longer.
   */
  static PathCost measure(int warmUps, int rounds) throws IOException, MalformedReadingException {
    Path directory = Files.createTempDirectory("path-work");
    try {
      return measure(warmUps, rounds, new PathWork(directory), new ReferenceWork());
    } finally {
      Files.delete(directory);
    }
  }

  private static PathCost measure(int warmUps, int rounds, PathWork path, ReferenceWork reference)
      throws IOException, MalformedReadingException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long leastCpu = Long.MAX_VALUE;
    long leastReference = Long.MAX_VALUE;
    long leastBytes = Long.MAX_VALUE;
    long sum = 0;
    for (int round = -warmUps; round < rounds; round++) {
      long begun = threads.getCurrentThreadCpuTime();
      sum += reference.run();
      long between = threads.getCurrentThreadCpuTime();
      long before = threads.getCurrentThreadAllocatedBytes();
      sum += path.run();
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      long ended = threads.getCurrentThreadCpuTime();
      if (round >= 0) {
        leastReference = Math.min(leastReference, between - begun);
        leastCpu = Math.min(leastCpu, ended - between);
        leastBytes = Math.min(leastBytes, bytes);
      }
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing was done");
    }
    return new PathCost(
        (double) leastBytes / PathWork.READINGS, (double) leastCpu / leastReference);
  }
}
