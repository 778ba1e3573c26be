package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The counts of one stage of the last minute, second by second. Used by one thread. */
final class StageHistory {

  private static final long MINUTE = TimeUnit.SECONDS.toNanos(60);
  private static final long SHORT = TimeUnit.SECONDS.toNanos(10);

  private record Sample(long nanos, double handled, Map<String, Double> errors) {
    double errorsOf(String category) {
      return errors.getOrDefault(category, 0.0);
    }
  }

  /** Errors with no quiet minute between them. */
  private record Series(Instant since, long lastNanos) {}

  private final String unit;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Map<String, Series> series = new HashMap<>();

  StageHistory(String unit) {
    this.unit = unit;
  }

  /**
   * Takes the totals of now.
   *
   * @param nanos as System.nanoTime
   */
  Recent add(long nanos, Instant now, double handled, Map<String, Double> errors) {
    Sample before = samples.peekLast();
    if (before != null) {
      errors.forEach((category, total) -> {
        if (total > before.errorsOf(category)) {
          series.merge(category, new Series(now, nanos), (old, fresh) -> goneOn(old, fresh, nanos));
        }
      });
    }
    samples.addLast(new Sample(nanos, handled, Map.copyOf(errors)));
    // One older than the minute stays: what came after it is the whole minute.
    while (samples.size() > 2 && nanos - second().nanos() >= MINUTE) {
      samples.removeFirst();
    }
    return new Recent(
        now, new Rate(rate(nanos, SHORT), rate(nanos, MINUTE), unit), lately(nanos), fresh(nanos));
  }

  private static Series goneOn(Series old, Series fresh, long nanos) {
    return nanos - old.lastNanos() > MINUTE ? fresh : new Series(old.since(), nanos);
  }

  private double rate(long nanos, long window) {
    Sample from = at(nanos, window);
    Sample to = samples.getLast();
    long took = to.nanos() - from.nanos();
    return took == 0 ? 0 : (to.handled() - from.handled()) * 1e9 / took;
  }

  private List<StageError> lately(long nanos) {
    Sample from = at(nanos, MINUTE);
    List<StageError> errors = new ArrayList<>();
    new TreeMap<>(series)
        .forEach((category, known) -> {
          long count = grown(category, from);
          if (count > 0) {
            errors.add(new StageError(category, count, known.since()));
          }
        });
    return errors;
  }

  private Map<String, Long> fresh(long nanos) {
    Sample from = at(nanos, SHORT);
    Map<String, Long> fresh = new HashMap<>();
    series.keySet().forEach(category -> fresh.put(category, grown(category, from)));
    return fresh;
  }

  private long grown(String category, Sample from) {
    return Math.round(samples.getLast().errorsOf(category) - from.errorsOf(category));
  }

  /** The youngest sample that is at least so old; the oldest if there is none. */
  private Sample at(long nanos, long window) {
    Sample found = samples.getFirst();
    for (Sample sample : samples) {
      if (nanos - sample.nanos() < window) {
        break;
      }
      found = sample;
    }
    return found;
  }

  private Sample second() {
    var all = samples.iterator();
    all.next();
    return all.next();
  }
}
