package io.sensorplatform.monitoring.query;

import io.sensorplatform.defaults.metric.Metric;
import io.sensorplatform.defaults.metric.MetricContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Questions as CloudWatch is asked them. The collector sends each metric under the contract's name,
 * in seconds and bytes, with the dimension {@code environment} and those sets of tags that are
 * asked for here ({@link #declarations}): CloudWatch adds up what a set leaves out, and costs by
 * the set.
 */
public final class CloudWatch {

  public static final String NAMESPACE = "SensorPlatform";

  /** Filled in by Terraform's templatefile. */
  public static final String ENVIRONMENT = "${environment}";

  private final MetricContract contract;
  private final Map<String, SortedSet<List<String>>> asked = new TreeMap<>();

  public CloudWatch(MetricContract contract) {
    this.contract = contract;
  }

  /** A metric with values of tags, and what is made of it. */
  public record Series(String metric, Map<String, String> dimensions, String statistic) {}

  /** One for each combination of the tags' values; their sum is the answer. */
  public List<Series> series(Query query) {
    List<Map<String, String>> combinations = new ArrayList<>();
    combinations.add(environment());
    new TreeMap<>(query.tags())
        .forEach((tag, values) -> {
          List<Map<String, String>> more = new ArrayList<>();
          for (Map<String, String> dimensions : combinations) {
            for (String value : values) {
              Map<String, String> extended = new LinkedHashMap<>(dimensions);
              extended.put(tag, value);
              more.add(extended);
            }
          }
          combinations.clear();
          combinations.addAll(more);
        });
    return combinations.stream()
        .map(dimensions -> {
          ask(query.metric(), dimensions.keySet().stream().toList());
          return new Series(query.metric(), dimensions, statistic(query));
        })
        .toList();
  }

  /** One for each service that emits the metric. */
  public Map<String, Series> byService(Query query) {
    Map<String, Series> series = new TreeMap<>();
    for (String service : metric(query).services()) {
      Map<String, String> dimensions = environment();
      dimensions.put(PromQl.SERVICE, service);
      ask(query.metric(), dimensions.keySet().stream().toList());
      series.put(service, new Series(query.metric(), dimensions, "SampleCount"));
    }
    return series;
  }

  /** A search for every value of the tags that are told apart. */
  public String search(Query query, int period) {
    List<String> dimensions = new ArrayList<>(environment().keySet());
    dimensions.addAll(new TreeSet<>(query.tags().keySet()));
    query.by().stream().filter(tag -> !dimensions.contains(tag)).forEach(dimensions::add);
    ask(query.metric(), dimensions);
    var terms = new StringBuilder("MetricName=\"" + query.metric() + "\"");
    terms.append(" environment=\"" + ENVIRONMENT + "\"");
    new TreeMap<>(query.tags())
        .forEach((tag, values) ->
            terms.append(
                " "
                    + tag
                    + "=("
                    + String.join(" OR ", values.stream().map(v -> '"' + v + '"').toList())
                    + ")"));
    return "SEARCH('{%s,%s} %s', '%s', %d)"
        .formatted(NAMESPACE, String.join(",", dimensions), terms, statistic(query), period);
  }

  /** Whether the statistic counts, so that a rate is it by the period's seconds. */
  public boolean perSecond(Query query) {
    return query.statistic() == Statistic.RATE || query.statistic() == Statistic.WITHIN;
  }

  /** Which sets of dimensions the collector has to send, by metric. */
  public Map<String, SortedSet<List<String>>> declarations() {
    return asked;
  }

  private void ask(String metric, List<String> dimensions) {
    asked
        .computeIfAbsent(
            metric, of -> new TreeSet<>((a, b) -> a.toString().compareTo(b.toString())))
        .add(dimensions);
  }

  private String statistic(Query query) {
    boolean counter = metric(query).type() == Metric.Type.COUNTER;
    return switch (query.statistic()) {
      case RATE, INCREASE -> counter ? "Sum" : "SampleCount";
      // A gauge of several instances: their sum is not to be had, the largest is.
      case MAX, SUM -> "Maximum";
      case MIN -> "Minimum";
      case MEAN -> "Average";
      case P50 -> "p50";
      case P95 -> "p95";
      case P99 -> "p99";
      case WITHIN -> "TC(:" + PromQl.number(query.limit()) + ")";
      case MISSING -> "SampleCount";
    };
  }

  private Metric metric(Query query) {
    return contract.find(query.metric()).orElseThrow();
  }

  private static Map<String, String> environment() {
    Map<String, String> dimensions = new LinkedHashMap<>();
    dimensions.put("environment", ENVIRONMENT);
    return dimensions;
  }
}
