package io.sensorplatform.monitoring.alarm;

import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/operations/alarms.md}. */
public final class AlarmPage {

  private AlarmPage() {}

  public static String of(Slos slos, Alarms alarms, PrometheusRules rules) {
    return """
    # Alarms

    Each alarm has a runbook of its name, and says which page to look at. This file is made from
    [alarms.yml](../../monitoring/src/main/resources/alarms.yml) and
    [slo.yml](../../monitoring/src/main/resources/slo.yml) (`mvn -pl monitoring -am test -Ddocs=write`), as are
    `monitoring/generated/prometheus/rules.yml` and `monitoring/generated/cloudwatch/alarms.json`.

    | Severity | Who does what |
    |---|---|
    | P1 | wakes the person on call at any hour; first look within 10 minutes |
    | P2 | somebody looks within the hour; at night it wakes nobody before that hour is over |
    | P3 | a ticket for the next working day |

    ## On objectives

    Burn rates are in [slo.md](../slo.md): fast P1, medium P2, slow P3. Page: overview.

    | Alarm | Objectives |
    |---|---|
    %s
    ## Others

    | Alarm | What it means | Severity, when (PromQL) | Page |
    |---|---|---|---|
    %s
    ## Where they ring

    Prometheus: load the rules (`rule_files`); labels `severity` and `runbook` route them. CloudWatch:
    `alarms.json` has the arguments of `aws_cloudwatch_metric_alarm` and `aws_cloudwatch_composite_alarm`,
    `${environment}` is to be filled in by `templatefile`; `metric-declarations.json` says which sets of
    dimensions the collector must send for them. A counter's first increase counts only if it was there
    with 0 before, so services register what is alarmed on at their start.
    """
        .formatted(
            slos.withBudget().stream()
                .collect(Collectors.groupingBy(Objective::alarm))
                .entrySet()
                .stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(entry ->
                    "| [%s](runbooks/%s.md) | %s |\n"
                        .formatted(entry.getKey(), entry.getKey(), titles(entry.getValue())))
                .collect(Collectors.joining()),
            alarms.alarms().stream()
                .sorted(Comparator.comparing(Alarm::name))
                .map(alarm ->
                    "| [%s](runbooks/%s.md) | %s. %s | %s | %s |\n"
                        .formatted(
                            alarm.name(),
                            alarm.name(),
                            alarm.title(),
                            alarm.meaning(),
                            alarm.when().stream()
                                .map(condition -> condition(condition, rules))
                                .collect(Collectors.joining("<br>")),
                            alarm.dashboard()))
                .collect(Collectors.joining()));
  }

  private static String titles(List<Objective> objectives) {
    return objectives.stream().map(Objective::title).collect(Collectors.joining("; "));
  }

  private static String condition(Condition condition, PrometheusRules rules) {
    String lasting = condition.lasting().seconds() == 0 ? "" : " for " + condition.lasting().text();
    return condition.severity()
        + " `"
        + rules.expression(condition).replace("|", "\\|")
        + "`"
        + lasting;
  }
}
