package io.sensorplatform.monitoring.alarm;

import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.slo.Objective;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/operations/alarms.md}. */
public final class AlarmPage {

  private AlarmPage() {}

  public static String of(Slos slos, Alarms alarms, List<AwsAlarm> aws, PrometheusRules rules) {
    return """
    # Alarms

    Each alarm has a runbook of its name, and says which page to look at. This file is made from
    [alarms.yml](../../monitoring/src/main/resources/alarms.yml) and
    [slo.yml](../../monitoring/src/main/resources/slo.yml) (`mvn -pl monitoring -am test -Ddocs=write`), as are
    `monitoring/generated/prometheus/rules.yml` and
    `infra-terraform/modules/observability/generated/alarms.json`.

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
    ## On AWS besides

    On metrics that AWS or the canary makes, or that are sent for scaling and roll-backs
    ([aws-alarms.yml](../../monitoring/src/main/resources/aws-alarms.yml)). "Takes back" are those that undo a deployment.

    | Alarm | What it means | Severity, when | Runbook |
    |---|---|---|---|
    %s
    ## Where they ring

    Prometheus: load the rules (`rule_files`); labels `severity` and `runbook` route them. CloudWatch:
    [the module](../../infra-terraform/modules/observability/README.md) makes each an alarm that asks in PromQL, burn
    rates of two with a composite one, and tells a topic of SNS for each severity. A counter's first increase counts
    only if it was there with 0 before, so services register what is alarmed on at their start. What they find out while they start
    (lost records, a damaged spool) counts for a new instance from nothing: `unless ... offset`.
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
                .collect(Collectors.joining()),
            aws.stream().map(AlarmPage::row).collect(Collectors.joining()));
  }

  private static String row(AwsAlarm alarm) {
    Double band = alarm.band();
    Double threshold = alarm.threshold();
    return "| %s%s | %s | %s `%s %s` (%s) %s for %d of %d x %s%s | [%s](runbooks/%s.md) |\n"
        .formatted(
            alarm.name(),
            alarm.each() == null ? "" : "-*",
            alarm.meaning(),
            alarm.severity(),
            alarm.namespace(),
            alarm.metric(),
            alarm.statistic(),
            threshold == null
                ? alarm.comparison() + " the usual by " + PromQl.number(band == null ? 0 : band)
                : alarm.comparison() + " " + PromQl.number(threshold),
            alarm.datapoints(),
            alarm.periods(),
            alarm.period(),
            alarm.rollback() ? "; takes back" : "",
            alarm.runbook(),
            alarm.runbook());
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
