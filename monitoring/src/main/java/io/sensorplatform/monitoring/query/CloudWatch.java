package io.sensorplatform.monitoring.query;

import io.sensorplatform.defaults.metric.Metric;
import io.sensorplatform.defaults.metric.MetricContract;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Questions as CloudWatch is asked them: in PromQL of Prometheus 3, to what came in by OTLP. A
 * metric has the contract's own name, without unit or {@code _total}; what was timed is one native
 * histogram whether it has buckets or not, and its largest value a gauge beside it.
 */
public final class CloudWatch {

  /** Filled in by Terraform's templatefile. */
  public static final String ENVIRONMENT = "${environment}";

  /** Attributes of the resource, which CloudWatch tells by a prefix from those of the metric. */
  public static final String ENVIRONMENT_LABEL = "@resource.deployment.environment.name";

  public static final String SERVICE_LABEL = "@resource.service.name";

  /** How Micrometer names the gauge with the largest of what was timed lately. */
  public static final String LARGEST = ".max";

  private static final Span USUAL = Span.of("5m");

  private final MetricContract contract;

  public CloudWatch(MetricContract contract) {
    this.contract = contract;
  }

  /** Over what the question says, or five minutes. */
  public String of(Query query) {
    Span over = query.over();
    return of(query, over == null ? USUAL : over);
  }

  public String of(Query query, Span over) {
    Metric metric = contract.find(query.metric()).orElseThrow();
    boolean counter = metric.type() == Metric.Type.COUNTER;
    boolean gauge = metric.type() == Metric.Type.GAUGE;
    return switch (query.statistic()) {
      case RATE -> aggregate("sum", query, counted(counter, ranged("rate", query, over)));
      case INCREASE -> aggregate("sum", query, counted(counter, ranged("increase", query, over)));
      case GAIN -> {
        String value = selector(query, "", "");
        yield aggregate(
            "sum",
            query,
            "(%s unless %s offset %s) or %s"
                .formatted(value, value, over, ranged("increase", query, over)));
      }
      case MAX -> aggregate("max", query, selector(query, gauge ? "" : LARGEST, ""));
      case MIN -> aggregate("min", query, selector(query, "", ""));
      case SUM -> aggregate("sum", query, selector(query, "", ""));
      case MEAN ->
          gauge
              ? aggregate("avg", query, selector(query, "", ""))
              : "histogram_avg(" + aggregate("sum", query, ranged("rate", query, over)) + ")";
      case P50, P95, P99 ->
          "histogram_quantile(%s, %s)"
              .formatted(
                  PromQl.number(query.statistic().quantile()),
                  aggregate("sum", query, ranged("rate", query, over)));
      case WITHIN -> {
        String all = aggregate("sum", query, ranged("rate", query, over));
        yield "histogram_fraction(0, %s, %s) * histogram_count(%s)"
            .formatted(PromQl.number(query.limit()), all, all);
      }
      case MISSING ->
          new TreeSet<>(metric.services())
              .stream()
                  .map(service -> '"' + SERVICE_LABEL + "\"=\"" + service + '"')
                  .map(service -> "absent(" + selector(query, "", service) + ")")
                  .collect(Collectors.joining(" or "));
    };
  }

  private static String counted(boolean counter, String ranged) {
    return counter ? ranged : "histogram_count(" + ranged + ")";
  }

  private static String ranged(String function, Query query, Span over) {
    return function + "(" + selector(query, "", "") + "[" + over + "])";
  }

  private static String aggregate(String function, Query query, String of) {
    String by = query.by().stream().map(CloudWatch::label).collect(Collectors.joining(", "));
    return by.isEmpty() ? function + "(" + of + ")" : function + " by (" + by + ") (" + of + ")";
  }

  private static String selector(Query query, String suffix, String more) {
    return Stream.of(
            Stream.of('"' + query.metric() + suffix + '"'),
            new TreeMap<>(query.tags()).entrySet().stream().map(CloudWatch::matcher),
            Stream.of(more).filter(text -> !text.isEmpty()),
            Stream.of('"' + ENVIRONMENT_LABEL + "\"=\"" + ENVIRONMENT + '"'))
        .flatMap(part -> part)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String matcher(Map.Entry<String, List<String>> tag) {
    List<String> values = tag.getValue();
    return label(tag.getKey())
        + (values.size() == 1 ? "=\"" : "=~\"")
        + String.join("|", values)
        + "\"";
  }

  /** As it is; in quotes if it is more than a word. */
  private static String label(String tag) {
    return tag.matches("[a-zA-Z_]\\w*") ? tag : '"' + tag + '"';
  }
}
