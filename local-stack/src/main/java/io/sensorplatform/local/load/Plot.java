package io.sensorplatform.local.load;

import java.util.List;
import java.util.Locale;

/** Lines over time as an SVG picture that needs nothing from anywhere. */
final class Plot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 200;
  private static final int LEFT = 56;
  private static final int BOTTOM = 24;
  private static final int TOP = 12;

  private Plot() {}

  /**
   * @param values one for each point in time
   */
  record Line(String name, String colour, double[] values) {}

  /**
   * @param seconds when each point is
   * @param bound a line to stay below; 0: none
   */
  static String of(String title, String unit, int[] seconds, List<Line> lines, double bound) {
    double highest = bound * 1.1;
    for (Line line : lines) {
      for (double value : line.values()) {
        highest = Math.max(highest, value);
      }
    }
    highest = highest == 0 ? 1 : highest * 1.05;
    int last = Math.max(1, seconds.length == 0 ? 1 : seconds[seconds.length - 1]);
    var svg = new StringBuilder();
    svg.append("<figure><figcaption>%s</figcaption>".formatted(JUnitReport.text(title)));
    svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(WIDTH, HEIGHT + TOP + BOTTOM));
    for (int i = 0; i <= 4; i++) {
      double value = highest * i / 4;
      double y = y(value, highest);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' class='grid'/><text x='%d' y='%.1f' class='y'>%s</text>",
              LEFT,
              WIDTH,
              y,
              y,
              LEFT - 6,
              y + 4,
              figure(value)));
      double second = last * i / 4.0;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%d' class='x'>%.0f s</text>",
              x(second, last),
              HEIGHT + TOP + 18,
              second));
    }
    if (bound > 0) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' class='bound'/>",
              LEFT,
              WIDTH,
              y(bound, highest),
              y(bound, highest)));
    }
    for (Line line : lines) {
      var points = new StringBuilder();
      for (int i = 0; i < line.values().length; i++) {
        points.append(
            String.format(
                Locale.ROOT, "%.1f,%.1f ", x(seconds[i], last), y(line.values()[i], highest)));
      }
      svg.append(
          "<polyline points='%s' style='stroke:%s'/>"
              .formatted(points.toString().strip(), line.colour()));
    }
    svg.append("</svg><div class='legend'>");
    for (Line line : lines) {
      svg.append(
          "<span style='color:%s'>&#9632;</span> %s &nbsp; "
              .formatted(line.colour(), JUnitReport.text(line.name())));
    }
    return svg.append(JUnitReport.text(unit)).append("</div></figure>\n").toString();
  }

  private static double x(double second, int last) {
    return LEFT + (WIDTH - LEFT) * second / last;
  }

  private static double y(double value, double highest) {
    return TOP + HEIGHT - HEIGHT * Math.min(value, highest) / highest;
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2g" : "%,.0f", value);
  }
}
