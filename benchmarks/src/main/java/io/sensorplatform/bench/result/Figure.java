package io.sensorplatform.bench.result;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing measured, next to what it stands on where there is such a thing.
 *
 * @param limitName what the limit is; null, like limit and ratio, where there is none
 * @param ratio ours to the limit, of the pairs measured one after the other
 */
public record Figure(
    String name,
    String unit,
    Spread ours,
    @Nullable String limitName,
    @Nullable Spread limit,
    @Nullable Spread ratio,
    @Nullable Aim aim,
    int rounds) {

  public static Figure of(String name, String unit, List<Double> ours, @Nullable Aim aim) {
    return new Figure(name, unit, Spread.of(ours), null, null, null, aim, ours.size());
  }

  /** Ours and the limit's, round by round. */
  public static Figure of(
      String name,
      String unit,
      List<Double> ours,
      String limitName,
      List<Double> limit,
      @Nullable Aim aim) {
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < ours.size(); round++) {
      ratios.add(ours.get(round) / limit.get(round));
    }
    return new Figure(
        name,
        unit,
        Spread.of(ours),
        limitName,
        Spread.of(limit),
        Spread.of(ratios),
        aim,
        ours.size());
  }

  /** Null if there is no aim. */
  @Nullable Boolean meetsItsAim() {
    if (aim == null) {
      return null;
    }
    Spread measured = aim.of() == Aim.Of.RATIO ? ratio : ours;
    return measured != null && aim.isMetBy(measured.median());
  }
}
