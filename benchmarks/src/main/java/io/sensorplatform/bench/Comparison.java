package io.sensorplatform.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rates of several contenders over interleaved rounds: medians, spread, and ratios to one. */
final class Comparison {

  private final String title;
  private final String unit;
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();

  Comparison(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  void add(String contender, double rate) {
    rates.computeIfAbsent(contender, absent -> new ArrayList<>()).add(rate);
    System.out.printf(Locale.ROOT, "  %-44s %,12.0f %s%n", contender, rate, unit);
  }

  /** One line for each, with its ratio to each of the limits. */
  void print(String... limits) {
    System.out.printf("%n%s%n", title);
    var head = new StringBuilder("| | median " + unit + " | lowest | highest |");
    var rule = new StringBuilder("|---|--:|--:|--:|");
    for (String limit : limits) {
      head.append(" of ").append(limit).append(" |");
      rule.append("--:|");
    }
    System.out.println(head);
    System.out.println(rule);
    rates.forEach((contender, all) -> {
      var line =
          new StringBuilder(
              String.format(
                  Locale.ROOT,
                  "| %s | %,.0f | %,.0f | %,.0f |",
                  contender,
                  median(contender),
                  Collections.min(all),
                  Collections.max(all)));
      for (String limit : limits) {
        line.append(String.format(Locale.ROOT, " %.2f |", median(contender) / median(limit)));
      }
      System.out.println(line);
    });
  }

  private double median(String contender) {
    var sorted = new ArrayList<>(rates.getOrDefault(contender, List.of()));
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
