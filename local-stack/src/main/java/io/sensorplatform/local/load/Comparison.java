package io.sensorplatform.local.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run next to an earlier one of the same scenario and profile.
 *
 * @param regressions lines about what became worse by more than the tolerance
 */
record Comparison(List<Row> rows, List<String> regressions) {
  // Differences of a few milliseconds are the machine's, whatever share of the whole they are.
  private static final double LEAST_MS = 5;

  /**
   * @param change percent; positive is more
   */
  record Row(String name, double before, double now, double change, boolean isWorse) {}

  /**
   * @param tolerance percent by which figures may be worse
   */
  static Comparison of(Result before, Result now, double tolerance) {
    List<Row> rows = new ArrayList<>();
    for (String latency : List.of("p50", "p95", "p99")) {
      double was = before.write(latency);
      double is = now.write(latency);
      double change = change(was, is);
      rows.add(
          new Row(latency + " ms", was, is, change, change > tolerance && is - was > LEAST_MS));
    }
    for (String rate : List.of("perSecond", "readingsPerSecond")) {
      double was = before.write(rate);
      double is = now.write(rate);
      double change = change(was, is);
      rows.add(
          new Row(
              rate.equals("perSecond") ? "requests/s" : "readings/s",
              was,
              is,
              change,
              change < -tolerance));
    }
    return new Comparison(
        rows,
        rows.stream()
            .filter(Row::isWorse)
            .map(row ->
                String.format(
                    Locale.ROOT,
                    "%s: %.4g, was %.4g (%+.0f %%, tolerated %.0f %%)",
                    row.name(),
                    row.now(),
                    row.before(),
                    row.change(),
                    tolerance))
            .toList());
  }

  private static double change(double was, double is) {
    return was == 0 ? 0 : (is - was) / was * 100;
  }
}
