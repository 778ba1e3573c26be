package io.sensorplatform.monitoring.query;

import io.sensorplatform.defaults.metric.Metric;
import io.sensorplatform.defaults.metric.MetricContract;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Questions in the language of Prometheus. */
public final class PromQl {

  /** Which service a series is of; the scrape says it. */
  public static final String SERVICE = "service";

  private static final Span USUAL = Span.of("5m");

  private final MetricContract contract;

  public PromQl(MetricContract contract) {
    this.contract = contract;
  }

  /** Over what the question says, or five minutes. */
  public String of(Query query) {
    Span over = query.over();
    return of(query, (over == null ? USUAL : over).text());
  }

  /**
   * @param over the range, such as {@code 5m} or a variable of Grafana
   */
  public String of(Query query, String over) {
    Metric metric = contract.find(query.metric()).orElseThrow();
    String name = metric.prometheusName();
    boolean gauge = metric.type() == Metric.Type.GAUGE;
    String count = metric.type() == Metric.Type.COUNTER ? name : name + "_count";
    return switch (query.statistic()) {
      case RATE -> sum(query, ranged("rate", count, query, over));
      case INCREASE -> sum(query, ranged("increase", count, query, over));
      case GAIN -> {
        String value = name + selector(query, "");
        yield sum(
            query,
            "(%s unless %s offset %s) or %s"
                .formatted(value, value, over, ranged("increase", count, query, over)));
      }
      case MAX -> aggregate("max", query, (gauge ? name : name + "_max") + selector(query, ""));
      case MIN -> aggregate("min", query, name + selector(query, ""));
      case SUM -> sum(query, name + selector(query, ""));
      case MEAN ->
          gauge
              ? aggregate("avg", query, name + selector(query, ""))
              : sum(query, ranged("rate", name + "_sum", query, over))
                  + " / "
                  + sum(query, ranged("rate", name + "_count", query, over));
      case P50, P95, P99 -> quantile(query, name, over);
      case WITHIN -> {
        String limit = "le=\"" + number(query.limit()) + "\"";
        yield sum(query, "rate(" + name + "_bucket" + selector(query, limit) + "[" + over + "])");
      }
      case MISSING ->
          new TreeSet<>(metric.services())
              .stream()
                  .map(service -> SERVICE + "=\"" + service + "\"")
                  .map(service -> "absent(" + name + selector(query, service) + ")")
                  .collect(Collectors.joining(" or "));
    };
  }

  /** As the text format writes it, such as {@code 0.2}. */
  public static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String quantile(Query query, String name, String over) {
    return "histogram_quantile(%s, sum by (%s) (%s))"
        .formatted(
            number(query.statistic().quantile()),
            Stream.concat(Stream.of("le"), tags(query)).collect(Collectors.joining(", ")),
            ranged("rate", name + "_bucket", query, over));
  }

  private static String ranged(String function, String name, Query query, String over) {
    return function + "(" + name + selector(query, "") + "[" + over + "])";
  }

  private static String sum(Query query, String of) {
    return aggregate("sum", query, of);
  }

  private static String aggregate(String function, Query query, String of) {
    String by = tags(query).collect(Collectors.joining(", "));
    return by.isEmpty() ? function + "(" + of + ")" : function + " by (" + by + ") (" + of + ")";
  }

  private static Stream<String> tags(Query query) {
    return query.by().stream().map(PromQl::label);
  }

  private static String selector(Query query, String more) {
    String tags =
        Stream.concat(
                new TreeMap<>(query.tags()).entrySet().stream().map(PromQl::matcher),
                more.isEmpty() ? Stream.of() : Stream.of(more))
            .collect(Collectors.joining(", "));
    return tags.isEmpty() ? "" : "{" + tags + "}";
  }

  private static String matcher(Map.Entry<String, List<String>> tag) {
    List<String> values = tag.getValue();
    return label(tag.getKey())
        + (values.size() == 1 ? "=\"" : "=~\"")
        + String.join("|", values)
        + "\"";
  }

  /** A tag's name in Prometheus. */
  public static String label(String tag) {
    return tag.replace('.', '_').replace('-', '_');
  }
}
