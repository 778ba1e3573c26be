package io.sensorplatform.gateway.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.admission.AdmissionSettings.Places;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one service for one kind of requests: as many at a time as it bears, the others wait
 * their turn, and who would wait too long is sent away, before its body is read.
 *
 * <p>Too long is the interval in a queue that comes and goes, so that a burst passes whole, and
 * only the target in one that stands (controlled delay): more waiting would not serve one request
 * more.
 *
 * <p>While places are free a request costs one atomic step; the lock is for those that wait.
 */
public final class Lane {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** To look at all that wait is not worth more often. */
  private static final long SWEEP_NANOS = 5_000_000;

  /** Waits for its turn, and is told once, by any thread. */
  public interface Waiter {
    void admitted(Place place);

    void shed(ProblemException refusal);
  }

  private final String service;
  private final AdaptiveLimit limit;
  private final long targetNanos;
  private final long intervalNanos;
  private final int mostWaiting;
  private final LongSupplier nanos;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final FairQueue<Waiter> queue = new FairQueue<>();
  private volatile int waiting;
  private long lastEmpty;
  private long lastSweep;
  private final Counter shedForTime;
  private final Counter shedForLength;
  private final Timer waited;

  /**
   * @param kind reads or writes
   */
  Lane(
      String service,
      String kind,
      Places places,
      AdmissionSettings settings,
      LongSupplier nanos,
      MeterRegistry meters) {
    this.service = service;
    this.targetNanos = settings.target().toNanos();
    this.intervalNanos = settings.interval().toNanos();
    this.mostWaiting = settings.queue();
    this.nanos = nanos;
    this.lastEmpty = nanos.getAsLong();
    this.lastSweep = lastEmpty;
    this.limit = new AdaptiveLimit(places, targetNanos, lastEmpty);
    var tags = Tags.of("downstream", service, "lane", kind);
    this.shedForTime = meters.counter("sensor.gateway.shed", tags.and("reason", "queue-time"));
    this.shedForLength = meters.counter("sensor.gateway.shed", tags.and("reason", "queue-full"));
    this.waited = meters.timer("sensor.gateway.queue.wait", tags);
    Gauge.builder("sensor.gateway.inflight", inFlight, AtomicInteger::get)
        .tags(tags)
        .register(meters);
    Gauge.builder("sensor.gateway.inflight.limit", limit, AdaptiveLimit::current)
        .tags(tags)
        .register(meters);
    Gauge.builder("sensor.gateway.queue", this, Lane::waiting).tags(tags).register(meters);
    TimeGauge.builder(
            "sensor.gateway.answer.natural",
            limit,
            TimeUnit.NANOSECONDS,
            AdaptiveLimit::naturalNanos)
        .tags(tags)
        .register(meters);
  }

  /**
   * Asks for a place.
   *
   * @param caller whose turn it takes
   * @param waiter told later if the answer is null
   * @return the place; null if the request has to wait
   * @throws ProblemException OVERLOADED if it need not wait
   */
  public @Nullable Place enter(String caller, Waiter waiter) {
    if (waiting == 0 && takePlace()) {
      return new Place();
    }
    limit.full();
    Waiter pushedOut = null;
    List<Runnable> told;
    lock.lock();
    try {
      long now = nanos.getAsLong();
      if (queue.size() >= mostWaiting) {
        pushedOut = queue.dropFromLongest(caller);
        if (pushedOut == null) {
          shedForLength.increment();
          throw overloaded();
        }
      }
      if (queue.size() == 0) {
        lastEmpty = now;
      }
      queue.add(caller, waiter, now);
      waiting = queue.size();
      told = admitWaiting(now);
    } finally {
      lock.unlock();
    }
    told.forEach(Runnable::run);
    if (pushedOut != null) {
      shedForLength.increment();
      pushedOut.shed(overloaded());
    }
    return null;
  }

  /** Sends away who has waited too long; to be called every few milliseconds. */
  public void sweep() {
    if (waiting > 0) {
      admit();
    }
  }

  public int inFlight() {
    return inFlight.get();
  }

  /** How many may be in flight now. */
  public int limit() {
    return limit.current();
  }

  public int waiting() {
    return waiting;
  }

  private void admit() {
    List<Runnable> told;
    lock.lock();
    try {
      told = admitWaiting(nanos.getAsLong());
    } finally {
      lock.unlock();
    }
    // Outside of the lock, since what they do is theirs.
    told.forEach(Runnable::run);
  }

  private List<Runnable> admitWaiting(long now) {
    var told = new ArrayList<Runnable>();
    long patience = now - lastEmpty > intervalNanos ? targetNanos : intervalNanos;
    if (now - lastSweep >= SWEEP_NANOS) {
      lastSweep = now;
      queue.removeBefore(
          now - patience,
          late -> {
            shedForTime.increment();
            told.add(() -> late.shed(overloaded()));
          });
    }
    while (queue.size() > 0 && takePlace()) {
      var next = queue.next();
      if (next == null) {
        inFlight.decrementAndGet();
        break;
      }
      waited.record(now - next.since(), TimeUnit.NANOSECONDS);
      var place = new Place();
      told.add(() -> next.what().admitted(place));
    }
    if (queue.size() == 0) {
      lastEmpty = now;
    }
    waiting = queue.size();
    return told;
  }

  private boolean takePlace() {
    int most = limit.current();
    for (int taken = inFlight.get(); taken < most; taken = inFlight.get()) {
      if (inFlight.compareAndSet(taken, taken + 1)) {
        return true;
      }
    }
    return false;
  }

  private ProblemException overloaded() {
    return new ProblemException(
            ProblemCode.OVERLOADED,
            "%s-service is given all the requests that it bears; this one was not passed on."
                .formatted(service))
        .withRetryAfter(RETRY_AFTER);
  }

  /** The right to one request at the service. Only the first word about it counts. */
  public final class Place {

    private boolean left;

    /** The service answered after this time, measured from the last byte of the request. */
    public void answered(long tookNanos) {
      if (!left) {
        limit.answered(tookNanos, nanos.getAsLong());
        leave();
      }
    }

    /** The request is no more at the service, or does not occupy it. */
    public void leave() {
      if (!left) {
        left = true;
        inFlight.decrementAndGet();
        if (waiting > 0) {
          admit();
        }
      }
    }
  }
}
