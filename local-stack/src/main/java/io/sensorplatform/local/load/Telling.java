package io.sensorplatform.local.load;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a run went, in lines for people and for a build's log. */
record Telling(PrintStream out) {

  void tell(
      Run run,
      Result result,
      Summary summary,
      Verdict verdict,
      Knee knee,
      Optional<Comparison> comparison,
      int exitCode) {
    line(
        "Writes    %,.0f good answers (%.1f/s, %,.0f readings/s), p50 %.1f ms, p95 %.1f ms, p99 %.1f ms",
        result.write("good"),
        result.write("perSecond"),
        result.write("readingsPerSecond"),
        result.write("p50"),
        result.write("p95"),
        result.write("p99"));
    if (!knee.told().isEmpty()) {
      line("%s", knee.told());
    }
    oracle(verdict);
    for (Summary.Threshold threshold : summary.thresholds()) {
      if (threshold.because() != null) {
        line("Loosened  %s: %s", threshold.told(), threshold.because());
      }
    }
    long held = summary.thresholds().stream().filter(threshold -> !threshold.isExceeded()).count();
    line("Held      %d of %d thresholds", held, summary.thresholds().size());
    for (Summary.Threshold threshold : summary.exceeded()) {
      line("EXCEEDED  %s", threshold.told());
    }
    comparison.ifPresent(this::comparison);
    line("Report    %s", run.report());
    line("          %s, %s", run.result().getFileName(), run.junit().getFileName());
    line("Exit code %d: %s", exitCode, meaning(exitCode));
  }

  private void oracle(Verdict verdict) {
    line(
        "Oracle    acknowledged %,d, stored %,d, archived %s; of %,d sent %,d are unknown, %,d refused",
        verdict.acknowledged(),
        verdict.stored(),
        verdict.archived() == null
            ? "as the ledger tells"
            : String.format(Locale.ROOT, "%,d", verdict.archived()),
        verdict.sent(),
        verdict.unknown(),
        verdict.refused());
    verdict.faults().forEach(fault -> line("MISSING   %s", fault));
  }

  private void comparison(Comparison comparison) {
    for (Comparison.Row row : comparison.rows()) {
      line(
          "Compared  %-11s %10.4g, was %10.4g (%+.1f %%)",
          row.name(), row.now(), row.before(), row.change());
    }
    comparison.regressions().forEach(worse -> line("WORSE     %s", worse));
  }

  private static String meaning(int exitCode) {
    return switch (exitCode) {
      case 0 -> "every threshold held, nothing was lost";
      case 99 -> "a threshold was exceeded; nothing was lost";
      case LoadTest.DIFFERENCE -> "what was acknowledged is not what is stored and archived";
      case LoadTest.REGRESSION -> "worse than the run it was compared with";
      default -> "of k6 itself; its log has the reason";
    };
  }

  private void line(String format, @Nullable Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
  }
}
