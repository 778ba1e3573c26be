package io.sensorplatform.local.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run second by second, for plots and for steps: by route, since scenarios have several kinds.
 */
final class Series {
  private final Map<String, TreeMap<Integer, Moment>> routes = new TreeMap<>();
  private final Map<String, Long> begins = new HashMap<>();

  /** A stretch of time: how many answers, how many of them good, and how long these took. */
  static final class Moment {
    // Bounds that grow by 5%, from 0.05 ms to over 100 s: quantiles are right to 5%.
    private static final double LEAST = 0.05;
    private static final double GROWTH = Math.log(1.05);
    private static final int BUCKETS = 300;

    private final int[] durations = new int[BUCKETS];
    private int answers;
    private int good;
    private int refused;
    private long readings;

    private void add(double ms, int status, int accepted) {
      answers++;
      readings += accepted;
      if (status >= 200 && status < 300) {
        good++;
        int bucket = (int) (Math.log(Math.max(ms, LEAST) / LEAST) / GROWTH);
        durations[Math.min(bucket, BUCKETS - 1)]++;
      } else if (status == 429 || status == 503) {
        refused++;
      }
    }

    private void add(Moment other) {
      answers += other.answers;
      good += other.good;
      refused += other.refused;
      readings += other.readings;
      for (int i = 0; i < BUCKETS; i++) {
        durations[i] += other.durations[i];
      }
    }

    int answers() {
      return answers;
    }

    int good() {
      return good;
    }

    /** Answers 429 and 503. */
    int refused() {
      return refused;
    }

    /** Neither good nor refused. */
    int failed() {
      return answers - good - refused;
    }

    long readings() {
      return readings;
    }

    /** Milliseconds of good answers; 0 if there are none. */
    double quantile(double share) {
      long wanted = (long) Math.ceil(good * share);
      long seen = 0;
      for (int i = 0; i < BUCKETS && wanted > 0; i++) {
        seen += durations[i];
        if (seen >= wanted) {
          return LEAST * Math.exp(GROWTH * (i + 0.5));
        }
      }
      return 0;
    }
  }

  void add(long atMillis, double ms, int status, String route, int accepted) {
    // When it was asked for, from the route's first: so a step has what was sent in it.
    long asked = atMillis - (long) ms;
    long begin = begins.computeIfAbsent(route, unused -> asked);
    int second = (int) Math.max(0, (asked - begin) / 1000);
    routes
        .computeIfAbsent(route, unused -> new TreeMap<>())
        .computeIfAbsent(second, unused -> new Moment())
        .add(ms, status, accepted);
  }

  Collection<String> routes() {
    return routes.keySet();
  }

  /** Milliseconds from the run's begin to the first request of this route: its second 0. */
  long begin(String route) {
    return begins.getOrDefault(route, 0L);
  }

  /** The second after its last. */
  int end(String route) {
    TreeMap<Integer, Moment> seconds = routes.get(route);
    return seconds == null ? 0 : seconds.lastKey() + 1;
  }

  /** The seconds of [from, to) together. */
  Moment between(String route, int from, int to) {
    var sum = new Moment();
    TreeMap<Integer, Moment> seconds = routes.get(route);
    if (seconds != null) {
      seconds.subMap(from, Math.max(from, to)).values().forEach(sum::add);
    }
    return sum;
  }

  /** The whole run in at most so many parts of equal length, each with where it begins. */
  List<Part> parts(String route, int most) {
    List<Part> parts = new ArrayList<>();
    int end = end(route);
    int length = Math.max(1, (end + most - 1) / most);
    for (int from = 0; from < end; from += length) {
      parts.add(new Part(from, length, between(route, from, from + length)));
    }
    return parts;
  }

  /**
   * @param from second
   * @param seconds its length
   */
  record Part(int from, int seconds, Moment moment) {}
}
