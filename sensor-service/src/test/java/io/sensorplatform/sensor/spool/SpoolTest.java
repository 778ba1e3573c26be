package io.sensorplatform.sensor.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.sensor.spool.NotSpooledException.Reason;
import io.sensorplatform.sensor.spool.SpoolSource.Queued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class SpoolTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path root;

  private final Random random = new Random(1);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Spool> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Spool::stop);
  }

  @Test
  void keepsItsDirectoryAndWhatWaitsOverARestart() throws Exception {
    Spool first = start();
    append(first, 1);
    append(first, 2);
    String name = first.name();
    first.stop();

    Spool again = start();

    assertThat(again.name()).isEqualTo(name);
    assertThat(sequences(again.source())).containsExactly(1L, 2L);
    assertThat(again.backlog().waiting().get(name).values()).hasSize(2).doesNotContain(0L);
  }

  @Test
  void doesNotSendAgainWhatWasSentBeforeARestart() throws Exception {
    Spool first = start();
    append(first, 1);
    append(first, 2);
    Queued sent = first.source().poll();
    first.source().sent(sent.record());
    first.source().sentThrough(sent.id());
    first.stop();

    assertThat(sequences(start().source())).containsExactly(2L);
  }

  @Test
  void eachProcessHasADirectoryOfItsOwn() throws Exception {
    Spool one = start();
    Spool other = start();
    append(one, 1);
    append(other, 2);

    assertThat(one.name()).isNotEqualTo(other.name());
    assertThat(sequences(one.source())).containsExactly(1L);
    assertThat(sequences(other.source())).containsExactly(2L);
  }

  @Test
  void takesOverWhatAnotherLeftAndRemovesItWhenItIsSent() throws Exception {
    Spool left = start();
    Spool stays = start();
    append(left, 1);
    append(stays, 2);
    Path directory = root.resolve(left.name());
    left.stop();

    Awaitility.await().atMost(PATIENCE).until(() -> !stays.status().adopted().isEmpty());

    SpoolSource source = stays.source();
    assertThat(source.name()).as("what is older comes first").isEqualTo(left(directory));
    assertThat(stays.backlog().readings()).isGreaterThan(1);
    for (Queued queued; (queued = source.poll()) != null; ) {
      source.sent(queued.record());
      source.sentThrough(queued.id());
    }
    stays.drained(source);
    assertThat(directory).doesNotExist();
    assertThat(sequences(stays.source())).containsExactly(2L);
  }

  @Test
  void doesNotTakeWhatAnotherProcessHas() throws Exception {
    Spool first = start();
    append(first, 1);
    Path directory = root.resolve(first.name());
    first.stop();
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                directory.toString())
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("locked");

      Spool other = start();
      assertThat(other.name()).isNotEqualTo(left(directory));
      assertThat(other.status().adopted()).isEmpty();

      holder.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      Awaitility.await().atMost(PATIENCE).until(() -> !other.status().adopted().isEmpty());
      assertThat(sequences(other.source())).containsExactly(1L);
    } finally {
      holder.destroyForcibly();
    }
  }

  /** Another process. */
  static final class LockHolder {

    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
      try (SpoolDirectory held = SpoolDirectory.tryOpen(Path.of(arguments[0]))) {
        System.out.println(held == null ? "refused" : "locked");
        Thread.sleep(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void refusesMoreThanItsQueueHolds() throws Exception {
    Spool spool = start();
    var big = new SpoolRecord("a", 1, null, readings(300), new char[300]);
    var refused =
        catchThrowableOfType(
            NotSpooledException.class,
            () -> {
              for (int i = 0; i < 2_000; i++) {
                spool.append(big, Duration.ZERO);
              }
            });
    assertThat(refused.reason()).isIn(Reason.TIMEOUT, Reason.QUEUE);
  }

  @Test
  void takesNothingWhileItsDirectoryCannotBeMadeAndTriesAgain() throws Exception {
    Path file = Files.createFile(root.resolve("file"));
    Spool spool = start(file.resolve("spool"));

    assertThat(spool.status().problem()).isNotNull();
    assertThatThrownBy(() -> append(spool, 1)).isInstanceOf(NotSpooledException.class);

    Files.delete(file);
    Awaitility.await().atMost(PATIENCE).until(() -> spool.name() != null);
    append(spool, 2);
    assertThat(spool.status().problem()).isNull();
  }

  @Test
  void knowsWhichSensorsHaveReadingsWaiting() throws Exception {
    Spool spool = start();
    char stripe = Backlog.stripe("a/s");
    var record = new SpoolRecord("a", 1, null, readings(2), new char[] {stripe, stripe});
    assertThat(spool.backlog().isEmpty()).isTrue();

    spool.append(record, PATIENCE);
    assertThat(spool.backlog().holds(stripe)).isTrue();
    assertThat(spool.backlog().readings()).isEqualTo(2);
    assertThat(registry.get("sensor.spool.waiting").gauge().value()).isEqualTo(2);

    Queued queued = spool.source().poll();
    spool.source().sent(queued.record());
    assertThat(spool.backlog().holds(stripe)).isFalse();
    assertThat(spool.backlog().isEmpty()).isTrue();
  }

  private Spool start() {
    return start(root);
  }

  private Spool start(Path directory) {
    var settings =
        new SpoolSettings(
            true,
            directory,
            DataSize.ofMegabytes(4),
            DataSize.ofMegabytes(16),
            DataSize.ofMegabytes(4),
            Duration.ofMillis(100));
    var spool = new Spool(settings, new Disk(), Clock.systemUTC(), registry);
    started.add(spool);
    spool.start();
    return spool;
  }

  private void append(Spool spool, long sequence) throws NotSpooledException {
    spool.append(TestLog.record(sequence, random), PATIENCE);
  }

  private static String left(Path directory) {
    return directory.getFileName().toString();
  }

  private static List<byte[]> readings(int count) {
    var readings = new ArrayList<byte[]>();
    for (int i = 0; i < count; i++) {
      readings.add(new byte[100]);
    }
    return readings;
  }

  private static List<Long> sequences(SpoolSource source) throws IOException {
    var sequences = new ArrayList<Long>();
    for (Queued queued; (queued = source.poll()) != null; ) {
      if (queued.record().count() > 0) {
        sequences.add(TestLog.sequence(queued.record()));
      }
    }
    return sequences;
  }
}
