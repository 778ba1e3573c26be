package io.sensorplatform.local.load;

import java.util.List;
import java.util.Locale;

/** What build servers read: a test for each threshold, the oracle, and the comparison. */
final class JUnitReport {
  private JUnitReport() {}

  static String of(Run run, Summary summary, Verdict verdict, List<String> regressions) {
    var cases = new StringBuilder();
    int failures = 0;
    for (Summary.Threshold threshold : summary.thresholds()) {
      cases.append(
          testCase(
              run,
              "threshold " + threshold.name(),
              0,
              threshold.isExceeded() ? threshold.told() : ""));
      failures += threshold.isExceeded() ? 1 : 0;
    }
    cases.append(
        testCase(
            run,
            "acknowledged = stored = archived",
            verdict.seconds(),
            String.join("\n", verdict.faults())));
    failures += verdict.isGood() ? 0 : 1;
    for (String regression : regressions) {
      cases.append(testCase(run, "no slower than before", 0, regression));
      failures++;
    }
    int tests = summary.thresholds().size() + 1 + regressions.size();
    return String.format(
        Locale.ROOT,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="load.%s" tests="%d" failures="%d" errors="0" skipped="0" time="%.1f">
        %s</testsuite>
        """,
        text(run.scenario()),
        tests,
        failures,
        summary.json().path("seconds").asDouble() + verdict.seconds(),
        cases);
  }

  private static String testCase(Run run, String name, double seconds, String failure) {
    String head =
        String.format(
            Locale.ROOT,
            "  <testcase classname=\"load.%s\" name=\"%s\" time=\"%.1f\"",
            text(run.scenario()),
            text(name),
            seconds);
    return failure.isEmpty()
        ? head + "/>\n"
        : "%s><failure message=\"%s\"/></testcase>%n".formatted(head, text(failure));
  }

  /** For XML and HTML. */
  static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\n", "&#10;");
  }
}
