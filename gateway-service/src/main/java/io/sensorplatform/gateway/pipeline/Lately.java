package io.sensorplatform.gateway.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/** By how much a counter grew in the last 10 s, asked about once a second. */
final class Lately {

  private static final Duration WINDOW = Duration.ofSeconds(10);

  private record Sample(Instant at, double total) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  synchronized long count(Instant now, double total) {
    while (samples.size() > 1 && samples.getFirst().at().isBefore(now.minus(WINDOW))) {
      samples.removeFirst();
    }
    samples.addLast(new Sample(now, total));
    return Math.round(total - samples.getFirst().total());
  }
}
