package io.sensorplatform.sensor.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sensorplatform.sensor.spool.NotSpooledException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFaultTest {

  @TempDir private Path temporary;

  private final Random random = new Random(1);
  private long sequence;

  @Test
  void aFailedForceSealsTheSegmentAndIsNeverTriedAgain() throws IOException {
    var disk = new FaultyDisk(random);
    try (var log = new TestLog(disk, temporary)) {
      assertThat(reason(append(log))).isNull();
      long segment = log.log.newest();
      disk.failForces(1);
      int before = disk.forces;

      assertThat(reason(append(log))).isEqualTo(Reason.DISK);

      assertThat(disk.forces).as("forces").isEqualTo(before + 1);
      assertThat(log.registry.get("sensor.spool.failures").counter().count()).isEqualTo(1);
      assertThat(reason(append(log))).isNull();
      assertThat(log.log.newest()).isEqualTo(segment + 1);
      assertThat(sequences(log))
          .as("readings of the failed force are not sent")
          .containsExactly(0L, 2L);
    }
    try (var log = new TestLog(disk, temporary)) {
      assertThat(log.recovered).containsExactly(0L, 2L);
    }
  }

  @Test
  void refusesAtItsCapAndHealsWhenReadingsAreSent() throws IOException {
    try (var log = new TestLog(new Disk(), temporary, 3L * TestLog.SEGMENT)) {
      var kept = new ArrayList<Long>();
      Reason reason;
      while ((reason = reason(append(log))) == null) {
        kept.add(sequence - 1);
      }
      assertThat(reason).isEqualTo(Reason.CAP);
      assertThat(log.log.bytes()).isLessThanOrEqualTo(3L * TestLog.SEGMENT);

      var queued = log.poll();
      assertThat(
              queued.stream()
                  .filter(q -> q.record().count() > 0)
                  .map(q -> TestLog.sequence(q.record())))
          .containsExactlyElementsOf(kept);
      log.source.sentThrough(queued.getLast().id());

      assertThat(reason(append(log))).isNull();
    }
  }

  @Test
  void aFullDiskIsToldAndHealsWhenThereIsRoom() throws Exception {
    Path mount = Files.createDirectory(temporary.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", mount.toString()) == 0,
        "mounting a small tmpfs is not allowed here");
    try {
      Path other = mount.resolve("of-somebody-else");
      Files.write(other, new byte[200 << 10]);
      var kept = new ArrayList<Long>();
      try (var log = new TestLog(new Disk(), mount)) {
        Reason reason;
        while ((reason = reason(append(log))) == null) {
          kept.add(sequence - 1);
        }
        assertThat(reason).isEqualTo(Reason.DISK);
        assertThat(kept).isNotEmpty();
        assertThat(log.registry.get("sensor.spool.failures").counter().count()).isPositive();

        Files.delete(other);

        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> {
              boolean done = reason(append(log)) == null;
              if (done) {
                kept.add(sequence - 1);
              }
              return done;
            });
      }
      try (var log = new TestLog(new Disk(), mount)) {
        assertThat(log.recovered).containsExactlyElementsOf(kept);
        assertThat(log.quarantine.counts()).isEmpty();
      }
    } finally {
      run("umount", "-l", mount.toString());
    }
  }

  @Test
  void restartsDoNotEatTheCap() throws IOException {
    for (int i = 0; i < 10; i++) {
      try (var log = new TestLog(new Disk(), temporary, 2L * TestLog.SEGMENT)) {
        assertThat(reason(append(log))).as("after restart " + i).isNull();
      }
    }
    try (var log = new TestLog(new Disk(), temporary)) {
      assertThat(log.recovered).hasSize(10);
    }
  }

  private CompletableFuture<Void> append(TestLog log) {
    return log.append(List.of(TestLog.record(sequence++, random))).getFirst();
  }

  private static Reason reason(CompletableFuture<Void> outcome) {
    return outcome.isCompletedExceptionally()
        ? ((NotSpooledException) outcome.exceptionNow()).reason()
        : null;
  }

  private static List<Long> sequences(TestLog log) throws IOException {
    return log.poll().stream()
        .filter(queued -> queued.record().count() > 0)
        .map(queued -> TestLog.sequence(queued.record()))
        .toList();
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return 127;
    }
  }
}
