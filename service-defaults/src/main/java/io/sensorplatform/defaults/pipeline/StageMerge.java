package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what several processes tell of the same stage. */
public final class StageMerge {

  private StageMerge() {}

  /**
   * All stages that the reports tell of, each once: rates and records add up, of times the longest
   * counts, of verdicts the worst. A process that answered twice counts once.
   */
  public static Map<PipelineStage, StageReport> of(List<PipelineReport> reports) {
    Map<String, PipelineReport> processes = new LinkedHashMap<>();
    reports.forEach(report -> processes.put(report.instance(), report));
    Map<PipelineStage, StageReport> stages = new TreeMap<>();
    processes
        .values()
        .forEach(report ->
            report
                .stages()
                .forEach(stage -> stages.merge(stage.stage(), stage, StageMerge::merge)));
    return stages;
  }

  static StageReport merge(StageReport a, StageReport b) {
    StageReport worse = b.verdict().compareTo(a.verdict()) > 0 ? b : a;
    return new StageReport(
        a.stage(),
        worse.verdict(),
        worse.say(),
        worse.runbook(),
        worse.since(),
        a.tasks() + b.tasks(),
        either(a.rate(), b.rate(), Rate::plus),
        either(a.lag(), b.lag(), Lag::plus),
        either(a.oldest(), b.oldest(), StageMerge::earlier),
        errors(a, b),
        joined(a.breakers(), b.breakers()),
        either(a.spool(), b.spool(), SpoolState::plus),
        joined(a.paused(), b.paused()));
  }

  private static List<StageError> errors(StageReport a, StageReport b) {
    Map<String, StageError> byCategory = new TreeMap<>();
    Stream.concat(a.errors().stream(), b.errors().stream())
        .forEach(error -> byCategory.merge(error.category(), error, StageError::plus));
    return List.copyOf(byCategory.values());
  }

  private static <T> List<T> joined(List<T> a, List<T> b) {
    List<T> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static <T> @Nullable T either(@Nullable T a, @Nullable T b, BinaryOperator<T> both) {
    return a == null ? b : b == null ? a : both.apply(a, b);
  }
}
