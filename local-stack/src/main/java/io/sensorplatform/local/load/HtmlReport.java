package io.sensorplatform.local.load;

import io.sensorplatform.local.load.Series.Part;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A page about a run that stands alone. */
final class HtmlReport {
  private static final int MOST_POINTS = 300;
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
      table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ddd}
      .bad{color:#b00;font-weight:600}.good{color:#070}svg{width:100%}figure{margin:1.5em 0}figcaption{font-weight:600}
      .grid{stroke:#e4e4e4}.bound{stroke:#b00;stroke-dasharray:5 4}polyline{fill:none;stroke-width:1.5}
      text{font-size:11px;fill:#666}.y{text-anchor:end}.x{text-anchor:middle}.legend{font-size:13px;color:#555}
      """;

  private HtmlReport() {}

  static String of(
      Run run,
      String target,
      Summary summary,
      Verdict verdict,
      Journal journal,
      Knee knee,
      Optional<Comparison> comparison) {
    var page = new StringBuilder();
    page.append(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>%s</title><style>%s</style>\n"
            .formatted(text(run.name()), STYLE));
    page.append(
        "<h1>Load test: %s</h1><p>Run %s, profile %s, %s, %.0f s.</p>\n"
            .formatted(
                text(run.scenario()),
                text(run.name()),
                text(summary.json().path("profile").asString()),
                text(target),
                summary.json().path("seconds").asDouble()));
    thresholds(page, summary);
    oracle(page, verdict);
    steps(page, knee);
    comparison.ifPresent(it -> comparison(page, it));
    for (String route : journal.series().routes()) {
      plots(page, route, journal.series());
    }
    return page.append("</html>\n").toString();
  }

  private static void thresholds(StringBuilder page, Summary summary) {
    page.append("<h2>Thresholds</h2><table><tr><th>Name<th>Measured<th>Threshold<th></tr>\n");
    for (Summary.Threshold one : summary.thresholds()) {
      page.append(
          "<tr><td>%s<td>%s<td>%s%s<td>%s</tr>%n"
              .formatted(
                  text(one.name()),
                  one.value() == null ? "-" : one.figure(one.value()),
                  text(one.expression()),
                  one.because() == null ? "" : "<br>loosened: " + text(one.because()),
                  one.isExceeded()
                      ? "<span class=bad>exceeded</span>"
                      : "<span class=good>held</span>"));
    }
    page.append("</table>\n");
  }

  private static void oracle(StringBuilder page, Verdict verdict) {
    page.append(
        String.format(
            Locale.ROOT,
            "<h2>Acknowledged = stored = archived</h2><table>"
                + "<tr><td>sent<td>%,d</tr><tr><td>acknowledged<td>%,d</tr><tr><td>unknown<td>%,d</tr>"
                + "<tr><td>refused<td>%,d</tr><tr><td>stored<td>%,d</tr><tr><td>archived<td>%s</tr></table>%n",
            verdict.sent(),
            verdict.acknowledged(),
            verdict.unknown(),
            verdict.refused(),
            verdict.stored(),
            verdict.archived() == null
                ? "by the ledger only"
                : "%,d in %,d rows".formatted(verdict.archived(), verdict.archivedRows())));
    if (verdict.isGood()) {
      page.append("<p class=good>Nothing was lost, nothing was made up.</p>\n");
    }
    verdict.faults().forEach(fault -> page.append("<p class=bad>%s</p>%n".formatted(text(fault))));
  }

  private static void steps(StringBuilder page, Knee knee) {
    if (knee.steps().isEmpty()) {
      return;
    }
    page.append(
        "<h2>Steps</h2><table><tr><th>Step<th>Offered/s<th>Answered 202/s<th>p95 ms<th>p99 ms<th>Refused<th>Failed<th></tr>\n");
    for (Knee.Step step : knee.steps()) {
      page.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%s<td>%.0f<td>%.0f<td>%.1f<td>%.1f<td>%,d<td>%,d<td>%s</tr>%n",
              text(step.name()),
              step.offered(),
              step.goodPerSecond(),
              step.moment().quantile(0.95),
              step.moment().quantile(0.99),
              step.moment().refused(),
              step.moment().failed(),
              step.carries() ? "within the objectives" : ""));
    }
    page.append("</table><p>%s</p>%n".formatted(text(knee.told())));
  }

  private static void comparison(StringBuilder page, Comparison comparison) {
    page.append(
        "<h2>Next to the earlier run</h2><table><tr><th><th>Before<th>Now<th>Change</tr>\n");
    for (Comparison.Row row : comparison.rows()) {
      page.append(
          String.format(
              Locale.ROOT,
              "<tr%s><td>%s<td>%.4g<td>%.4g<td>%+.1f %%</tr>%n",
              row.isWorse() ? " class=bad" : "",
              row.name(),
              row.before(),
              row.now(),
              row.change()));
    }
    page.append("</table>\n");
  }

  private static void plots(StringBuilder page, String route, Series series) {
    List<Part> parts = series.parts(route, MOST_POINTS);
    int begin = (int) (series.begin(route) / 1000);
    int[] seconds = parts.stream().mapToInt(part -> begin + part.from()).toArray();
    page.append("<h2>%s</h2>%n".formatted(text(route)));
    page.append(
        Plot.of(
            "Answers",
            "a second",
            seconds,
            List.of(
                line("good", "#2a7", parts, part -> part.moment().good() / (double) part.seconds()),
                line(
                    "429 or 503",
                    "#e90",
                    parts,
                    part -> part.moment().refused() / (double) part.seconds()),
                line(
                    "failed",
                    "#b00",
                    parts,
                    part -> part.moment().failed() / (double) part.seconds())),
            0));
    page.append(
        Plot.of(
            "Time until answered",
            "ms",
            seconds,
            List.of(
                line("p50", "#27c", parts, part -> part.moment().quantile(0.5)),
                line("p95", "#83b", parts, part -> part.moment().quantile(0.95)),
                line("p99", "#c37", parts, part -> part.moment().quantile(0.99))),
            0));
  }

  private static Plot.Line line(
      String name, String colour, List<Part> parts, ToDoubleFunction<Part> value) {
    return new Plot.Line(name, colour, parts.stream().mapToDouble(value).toArray());
  }

  private static String text(String raw) {
    return JUnitReport.text(raw);
  }
}
