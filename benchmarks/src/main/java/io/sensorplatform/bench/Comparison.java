package io.sensorplatform.bench;

import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What several contenders gave over interleaved rounds. */
final class Comparison {

  private final String unit;
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  Comparison(String unit) {
    this.unit = unit;
  }

  void add(String contender, double value) {
    values.computeIfAbsent(contender, absent -> new ArrayList<>()).add(value);
    System.out.printf(Locale.ROOT, "  %-44s %,12.0f %s%n", contender, value, unit);
  }

  /** One contender next to another, round by round. */
  Figure figure(String name, String ours, String limit, @Nullable Aim aim) {
    return Figure.of(name, unit, of(ours), limit, of(limit), aim);
  }

  /** One contender alone. */
  Figure figure(String name, String ours, @Nullable Aim aim) {
    return Figure.of(name, unit, of(ours), aim);
  }

  private List<Double> of(String contender) {
    return values.getOrDefault(contender, List.of());
  }
}
