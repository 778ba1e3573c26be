package io.sensorplatform.gateway.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What was used since 00:00 UTC. */
final class DayCount {

  private final String name;
  private final Clock clock;
  private final @Nullable Settlement shared;
  private volatile Day today;

  DayCount(String name, Clock clock, @Nullable Settlement shared) {
    this.name = name;
    this.clock = clock;
    this.shared = shared;
    this.today = new Day(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    today.queue();
  }

  long used() {
    return today().used.get();
  }

  void add(long count) {
    Day day = today();
    day.used.addAndGet(count);
    day.unsettled.addAndGet(count);
    day.queue();
  }

  Duration untilReset() {
    Instant now = clock.instant();
    return Duration.between(now, today().date.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  private Day today() {
    Day day = today;
    var date = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (date.equals(day.date)) {
      return day;
    }
    synchronized (this) {
      if (!date.equals(today.date)) {
        today = new Day(date);
        today.queue();
      }
      return today;
    }
  }

  private final class Day implements Shareable {

    private final LocalDate date;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong unsettled = new AtomicLong();

    private final AtomicBoolean queued = new AtomicBoolean();

    private Day(LocalDate date) {
      this.date = date;
    }

    private void queue() {
      if (shared != null && queued.compareAndSet(false, true)) {
        shared.changed(this);
      }
    }

    @Override
    public String key() {
      return name + ':' + date;
    }

    @Override
    public double microsPerToken() {
      return 0;
    }

    @Override
    public long toSettle() {
      queued.set(false);
      return unsettled.get();
    }

    @Override
    public void settled(long tokens, long reply, long now) {
      long rest = unsettled.addAndGet(-tokens);
      used.set(reply + rest);
    }

    /** What is not told now is told with the next: a day is long. */
    @Override
    public void notSettled() {
      queued.set(false);
      queue();
    }
  }
}
