package io.sensorplatform.bench.result;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What rounds of the same measurement have given. */
public record Spread(double median, double lowest, double highest) {

  public static Spread of(Collection<Double> rounds) {
    List<Double> sorted = rounds.stream().sorted().collect(Collectors.toList());
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }
}
