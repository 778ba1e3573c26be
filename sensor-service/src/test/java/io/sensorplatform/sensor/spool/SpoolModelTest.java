package io.sensorplatform.sensor.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.sensor.spool.Damage.Kind;
import io.sensorplatform.sensor.spool.SpoolSource.Queued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of appends, sends, faults, power cuts and restarts against a model: a list of
 * what was acknowledged and not sent. {@code -Dseed=} repeats one, {@code -Druns=} makes more.
 */
class SpoolModelTest {

  private static final int STEPS = 60;

  @TempDir private Path temporary;

  private final Map<Long, SpoolRecord> appended = new ConcurrentHashMap<>();
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Deque<Queued> polled = new ArrayDeque<>();
  private final Set<Long> sent = ConcurrentHashMap.newKeySet();
  private Random random;
  private FaultyDisk disk;
  private Path root;
  private TestLog log;
  private long sequence;
  private int roots;
  private int cuts;

  @Test
  void keepsWhatItAcknowledgedThroughFaultsAndPowerCuts() throws IOException {
    Long seed = Long.getLong("seed");
    int runs = seed == null ? Integer.getInteger("runs", 60) : 1;
    for (int run = 0; run < runs; run++) {
      long chosen = seed == null ? new Random().nextLong() : seed;
      try {
        run(chosen);
      } catch (AssertionError | IOException | RuntimeException e) {
        throw new AssertionError("with -Dseed=" + chosen, e);
      }
    }
    assertThat(cuts).as("power cuts that happened").isPositive();
  }

  private void run(long seed) throws IOException {
    random = new Random(seed);
    disk = new FaultyDisk(random);
    root = temporary.resolve("root-" + roots++);
    Files.createDirectories(root);
    log = new TestLog(disk, root);
    appended.clear();
    acknowledged.clear();
    polled.clear();
    sent.clear();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(10)) {
        case 0 -> restart();
        case 1 -> powerCut();
        case 2 -> fault();
        case 3, 4 -> send();
        default -> append();
      }
    }
    restart();
    log.poll(polled::add);
    check(polled.stream().map(Queued::record).toList(), acknowledged, sent);
    log.close();
  }

  /** A few at once, which one force takes together. */
  private void append() {
    var appends = new ArrayList<Append>();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      SpoolRecord record = TestLog.record(sequence, random);
      appended.put(sequence++, record);
      appends.add(new Append(Frame.of(record), record, 0, new CompletableFuture<>()));
    }
    log.append(appends, append -> acknowledged.add(TestLog.sequence(append.record())));
  }

  private void send() throws IOException {
    log.poll(polled::add);
    Queued last = null;
    for (int count = random.nextInt(polled.size() + 1); count > 0; count--) {
      last = polled.removeFirst();
      if (last.record().count() > 0) {
        sent.add(TestLog.sequence(last.record()));
        log.source.sent(last.record());
      }
    }
    if (last != null && random.nextBoolean()) {
      log.source.sentThrough(last.id());
    }
  }

  private void fault() {
    if (random.nextBoolean()) {
      disk.failForces(1);
    } else {
      disk.failWrites(1);
    }
    append();
    disk.failForces(0);
    disk.failWrites(0);
  }

  private void restart() throws IOException {
    log.close();
    polled.clear();
    log = new TestLog(disk, root);
    checkRecovered(acknowledged, sent);
  }

  private void powerCut() throws IOException {
    var acknowledgedThen = new TreeSet<Long>();
    var sentThen = new TreeSet<Long>();
    disk.cutAfter(
        random.nextInt(30),
        () -> {
          acknowledgedThen.addAll(acknowledged);
          sentThen.addAll(sent);
        });
    for (int i = 0; i < 6 && disk.image() == null; i++) {
      if (random.nextInt(3) == 0) {
        send();
      } else {
        append();
      }
    }
    FaultyDisk.Image image = disk.image() == null ? disk.cutNow() : disk.image();
    log.close();
    cuts++;
    Path next = temporary.resolve("root-" + roots++);
    image.writeTo(root, next);
    root = next;
    disk = new FaultyDisk(random);
    disk.adopt(root);
    polled.clear();
    acknowledged.clear();
    acknowledged.addAll(acknowledgedThen);
    sent.clear();
    sent.addAll(sentThen);
    log = new TestLog(disk, root);
    checkRecovered(acknowledgedThen, sentThen);
    // What was not acknowledged may be there: from now on it is.
    acknowledged.addAll(log.recovered);
  }

  private void checkRecovered(Set<Long> promised, Set<Long> gone) {
    assertThat(log.recovered).as("what waits").containsAll(without(promised, gone));
    assertThat(log.quarantine.counts()).as("damage").containsOnlyKeys(onlyTorn());
  }

  private Kind[] onlyTorn() {
    return log.quarantine.counts().isEmpty() ? new Kind[0] : new Kind[] {Kind.TORN};
  }

  private void check(List<SpoolRecord> there, Set<Long> promised, Set<Long> gone) {
    var found = new TreeMap<Long, SpoolRecord>();
    long before = -1;
    for (SpoolRecord record : there) {
      if (record.count() > 0) {
        long number = TestLog.sequence(record);
        assertThat(number).as("in order").isGreaterThan(before);
        before = number;
        found.put(number, record);
      }
    }
    assertThat(found.keySet()).containsAll(without(promised, gone));
    found.forEach((number, record) -> assertSame(record, appended.get(number)));
  }

  private static void assertSame(SpoolRecord record, SpoolRecord original) {
    assertThat(original).as("nothing is invented").isNotNull();
    assertThat(record.tenant()).isEqualTo(original.tenant());
    assertThat(record.receivedAtMicros()).isEqualTo(original.receivedAtMicros());
    assertThat(record.traceparent()).isEqualTo(original.traceparent());
    assertThat(record.stripes()).isEqualTo(original.stripes());
    assertThat(record.readings()).hasSameSizeAs(original.readings());
    for (int i = 0; i < record.count(); i++) {
      assertThat(record.readings().get(i)).isEqualTo(original.readings().get(i));
    }
  }

  private static Set<Long> without(Set<Long> all, Set<Long> gone) {
    var rest = new TreeSet<>(all);
    rest.removeAll(gone);
    return rest;
  }
}
