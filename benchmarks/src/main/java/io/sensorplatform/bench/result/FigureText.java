package io.sensorplatform.bench.result;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as rows of a Markdown table. */
final class FigureText {

  static final String HEAD = "| | ours | limit | ratio | aim | |\n|---|--:|--:|--:|--:|---|\n";

  private FigureText() {}

  static String line(Figure figure) {
    String limit =
        figure.limit() == null
            ? ""
            : "%s: %s".formatted(figure.limitName(), spread(figure.limit()));
    Boolean met = figure.meetsItsAim();
    return "| %s, %s | %s | %s | %s | %s | %s |"
        .formatted(
            figure.name(),
            figure.unit(),
            spread(figure.ours()),
            limit,
            figure.ratio() == null ? "" : spread(figure.ratio()),
            aim(figure.aim()),
            met == null ? "" : met ? "met" : "**missed**");
  }

  private static String aim(@Nullable Aim aim) {
    if (aim == null) {
      return "";
    }
    String bound = aim.bound() == Aim.Bound.AT_LEAST ? "≥ " : "≤ ";
    return (aim.of() == Aim.Of.RATIO ? "ratio " : "") + bound + number(aim.value());
  }

  private static String spread(Spread spread) {
    String median = number(spread.median());
    return spread.lowest() == spread.highest()
        ? median
        : "%s (%s-%s)".formatted(median, number(spread.lowest()), number(spread.highest()));
  }

  /** Three digits that tell something, and no more. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 10_000) {
      return String.format(Locale.ROOT, "%,.0f", Math.round(value / 100) * 100.0);
    }
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String digits = size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, digits, value);
  }
}
