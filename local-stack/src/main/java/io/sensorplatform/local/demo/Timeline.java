package io.sensorplatform.local.demo;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Lays a data set's span of time evenly over a shorter one that ends at a given instant. The order
 * is kept, and so is distinctness: a source step of an hour stays longer than the microsecond that
 * tells two readings of a sensor apart.
 *
 * @param first of the data set
 * @param last of the data set, becomes {@code end}
 * @param length from {@code first} to {@code last} on the new time line
 */
record Timeline(LocalDateTime first, LocalDateTime last, Instant end, Duration length) {
  Timeline {
    end = end.truncatedTo(ChronoUnit.MICROS);
    if (!first.isBefore(last) || length.compareTo(Duration.of(1, ChronoUnit.MICROS)) < 0) {
      throw new IllegalArgumentException("nothing to compress");
    }
  }

  static Timeline of(DataSet set, Instant end, Duration length) {
    LocalDateTime first = LocalDateTime.MAX;
    LocalDateTime last = LocalDateTime.MIN;
    for (DataSet.Track track : set.tracks()) {
      for (DataSet.Measurement measurement : track.measurements()) {
        first = measurement.at().isBefore(first) ? measurement.at() : first;
        last = measurement.at().isAfter(last) ? measurement.at() : last;
      }
    }
    return new Timeline(first, last, end, length);
  }

  /** Microseconds since the epoch. */
  long micros(LocalDateTime at) {
    long fromEnd =
        BigInteger.valueOf(ChronoUnit.MICROS.between(at, last))
            .multiply(BigInteger.valueOf(length.toNanos() / 1_000))
            .divide(BigInteger.valueOf(ChronoUnit.MICROS.between(first, last)))
            .longValueExact();
    return ChronoUnit.MICROS.between(Instant.EPOCH, end) - fromEnd;
  }

  /** What the device would have measured on the new time line. */
  List<DemoReading> shift(DataSet.Track track) {
    return track.measurements().stream()
        .map(each -> new DemoReading(each.sensorId(), micros(each.at()), each.value(), each.unit()))
        .toList();
  }

  /** How many times faster than it was the time now goes. */
  double factor() {
    return (double) Duration.between(first, last).toMillis() / length.toMillis();
  }
}
