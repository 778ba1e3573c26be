package io.sensorplatform.sensor.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import io.sensorplatform.sensor.spool.Spool;
import io.sensorplatform.sensor.spool.SpoolRecord;
import io.sensorplatform.sensor.spool.SpoolSource;
import io.sensorplatform.sensor.spool.SpoolSource.Queued;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Sends what waits in the spool, oldest first, as soon as Kafka takes it; so it is also what finds
 * out that Kafka does. A window of records is on its way at a time. When some fail, the rest is
 * waited for, then they go again with all later readings of the same sensors.
 */
@Component
final class Drain implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private static final long WINDOW_BYTES = 8 << 20;
  private static final Duration IDLE = Duration.ofMillis(50);
  private static final long CHECKPOINT_NANOS = Duration.ofMillis(200).toNanos();
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LAST_PAUSE_MILLIS = 500;

  private final Spool spool;
  private final SpoolSender sender;
  private final PublishState state;
  private final Clock clock;
  private final Counter sent;
  private final Failures failures;

  private final Deque<Sending> window = new ArrayDeque<>();
  private long windowBytes;
  private long lastSent;
  private long checkpointed;
  private long checkpointAt;
  private long pause = FIRST_PAUSE_MILLIS;
  private String told = "";
  private @Nullable SpoolSource source;
  private volatile long oldestMicros;
  private volatile @Nullable Thread thread;

  Drain(Spool spool, SpoolSender sender, PublishState state, Clock clock, MeterRegistry registry) {
    this.spool = spool;
    this.sender = sender;
    this.state = state;
    this.clock = clock;
    this.failures = Failures.at(registry, FailureStage.KAFKA);
    this.sent =
        Counter.builder("sensor.spool.sent")
            .description("Readings of the spool that Kafka acknowledged")
            .baseUnit("readings")
            .register(registry);
    Gauge.builder("sensor.spool.age", this, Drain::ageSeconds)
        .description("How long the oldest reading that is not sent has waited")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("sensor.spool.state", state, known -> known.phase().ordinal())
        .description("Where new readings go: 0 to Kafka, 1 both, 2 to the spool")
        .register(registry);
  }

  /** Of the oldest reading that is not sent; 0 if there is none. */
  double ageSeconds() {
    long oldest = oldestMicros;
    return oldest == 0 ? 0 : Math.max(0, clock.millis() / 1e3 - oldest / 1e6);
  }

  @Override
  public void start() {
    // A platform thread that nobody interrupts: an interrupt would close the file it reads.
    Thread drain = Thread.ofPlatform().name("spool-drain").unstarted(this::run);
    thread = drain;
    drain.start();
  }

  @Override
  public void stop() {
    Thread drain = thread;
    thread = null;
    if (drain != null) {
      sender.stop();
      try {
        drain.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** After the connection to Kafka, which stays until what is on its way is answered. */
  @Override
  public int getPhase() {
    return 1;
  }

  private void run() {
    while (isRunning()) {
      try {
        turn();
      } catch (IOException | RuntimeException e) {
        tell(e);
        idle(Duration.ofSeconds(1));
      }
    }
    settle();
    SpoolSource last = source;
    if (last != null) {
      try {
        collect(last);
        checkpoint(last, true);
      } catch (IOException e) {
        log.warn("What was sent last may be sent again: {}", e.toString());
      }
    }
  }

  private void turn() throws IOException {
    SpoolSource from = current();
    if (from == null) {
      state.nothingToTry();
      idle(IDLE);
      return;
    }
    boolean more = fill(from);
    collect(from);
    if (sender.hasFailed()) {
      again(from);
    } else if (window.isEmpty()) {
      if (!more) {
        checkpoint(from, true);
        spool.drained(from);
        oldestMicros = 0;
        source = null;
        if (spool.backlog().isEmpty()) {
          state.nothingToTry();
        }
        idle(IDLE);
      }
    } else {
      checkpoint(from, false);
      if (!more || windowBytes >= WINDOW_BYTES) {
        sender.awaitSettled(IDLE);
      }
    }
    state.look();
  }

  /** Kept until nothing of it is on its way. */
  private @Nullable SpoolSource current() {
    SpoolSource from = source;
    if (from == null) {
      from = spool.source();
      source = from;
      lastSent = 0;
      checkpointed = 0;
    }
    return from;
  }

  /** Sends more while there is room; false if there is no more to send now. */
  private boolean fill(SpoolSource from) throws IOException {
    while (windowBytes < WINDOW_BYTES && !sender.hasFailed()) {
      Queued queued = from.poll();
      if (queued == null) {
        return false;
      }
      var sending = new Sending(queued);
      window.addLast(sending);
      windowBytes += sending.bytes();
      if (window.size() == 1) {
        oldestMicros = queued.record().receivedAtMicros();
      }
      sender.send(sending);
    }
    return true;
  }

  /** Takes from the window what is done, from its beginning. */
  private void collect(SpoolSource from) {
    for (Sending first; (first = window.peekFirst()) != null && first.isDone(); ) {
      window.removeFirst();
      windowBytes -= first.bytes();
      first.ended();
      SpoolRecord record = first.record();
      if (record.count() > 0) {
        // Kafka has them: new readings may try it, those of these sensors too.
        from.sent(record);
        state.acknowledged();
        pause = FIRST_PAUSE_MILLIS;
        sent.increment(record.count());
      }
      lastSent = first.id();
    }
    Sending oldest = window.peekFirst();
    if (oldest != null) {
      oldestMicros = oldest.record().receivedAtMicros();
    }
  }

  private void again(SpoolSource from) throws IOException {
    settle();
    collect(from);
    state.failed();
    failures.retried(why());
    for (Sending sending : window) {
      sender.setAside(from, sending);
    }
    checkpoint(from, true);
    idle(Duration.ofMillis(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1)));
    pause = Math.min(LAST_PAUSE_MILLIS, pause * 2);
    sender.begin();
    var again = new BitSet();
    for (Sending sending : window) {
      sending.sendAgain(again);
    }
    for (Sending sending : window) {
      if (!sender.hasFailed()) {
        sender.send(sending);
      }
    }
  }

  /** Of the first failure; without any there is no producer. */
  private FailureCategory why() {
    for (Sending sending : window) {
      for (int i = 0; i < sending.record().count(); i++) {
        Exception failure = sending.failure(i);
        if (failure != null) {
          return FailureCategory.of(failure);
        }
      }
    }
    return FailureCategory.CONNECTION;
  }

  /** Waits until everything on its way is answered, which the producer bounds. */
  private void settle() {
    while (!window.stream().allMatch(Sending::isSettled)) {
      sender.awaitSettled(IDLE);
    }
  }

  private void checkpoint(SpoolSource from, boolean now) throws IOException {
    long time = System.nanoTime();
    if (lastSent > checkpointed && (now || time - checkpointAt > CHECKPOINT_NANOS)) {
      from.sentThrough(lastSent);
      checkpointed = lastSent;
      checkpointAt = time;
    }
  }

  private void tell(Exception failure) {
    if (!failure.toString().equals(told)) {
      told = failure.toString();
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.SPOOL_FILLING)
          .log("The spool cannot be drained: {}", told);
    }
  }

  private void idle(Duration atMost) {
    try {
      spool.await(atMost);
    } catch (InterruptedException e) {
      log.warn("The drain was interrupted");
    }
  }
}
