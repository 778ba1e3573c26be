package io.sensorplatform.monitoring;

import io.sensorplatform.defaults.metric.Metric;
import io.sensorplatform.defaults.metric.MetricContract;
import io.sensorplatform.monitoring.query.AwsMetric;
import io.sensorplatform.monitoring.query.CloudWatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What CloudWatch's alarms and pages name that nothing emits, or that leads nowhere. */
final class CloudWatchNames {

  private static final Pattern SELECTOR =
      Pattern.compile("\\{\"(?<name>[^\"]+)\"(?<labels>[^}]*(\\$\\{[^}]*}[^}]*)*)}");
  private static final Pattern MATCHER =
      Pattern.compile("(?<label>\"[^\"]+\"|\\w+)=~?\"(?<values>[^\"]*)\"");
  private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");
  private static final Pattern SEARCH =
      Pattern.compile("SEARCH\\('\\{(?<schema>[^}]*)} MetricName=\"(?<metric>[^\"]*)\".*");
  private static final Set<String> INSIGHTS =
      Set.of("filter", "stats", "by", "sort", "desc", "as", "and", "or", "in", "limit", "fields");
  private static final Set<String> FUNCTIONS = Set.of("count", "sum", "pct", "ispresent");
  private static final String OURS = "SensorPlatform";

  private final MetricContract contract = MetricContract.load();
  private final List<AwsMetric> aws = AwsMetric.load();
  private final Set<String> logFields;
  private final Path runbooks;
  private final List<String> faults = new ArrayList<>();

  CloudWatchNames(Path runbooks, Set<String> logFields) {
    this.runbooks = runbooks;
    this.logFields = logFields;
  }

  List<String> faults() {
    return faults;
  }

  void alarms(JsonNode document) {
    Set<String> parts = new HashSet<>();
    Set<String> names = new HashSet<>();
    Set<String> watched = new TreeSet<>();
    for (JsonNode alarm : document.path("promql_alarms")) {
      names.add(alarm.path("name").asString());
      watched.addAll(promQl(alarm.path("name").asString(), alarm.path("query").asString()));
    }
    for (JsonNode alarm : document.path("composite_alarms")) {
      alarm.path("all_of").forEach(part -> parts.add(part.asString()));
    }
    for (String kind : List.of("promql_alarms", "composite_alarms", "metric_alarms")) {
      document.path(kind).forEach(alarm -> leads(alarm, parts));
    }
    parts.stream().filter(part -> !names.contains(part)).forEach(part -> fault(part, "no alarm"));
    for (JsonNode alarm : document.path("metric_alarms")) {
      classic(
          alarm.path("name").asString(),
          alarm.path("namespace").asString(),
          alarm.path("metric").asString(),
          Set.copyOf(alarm.path("dimensions").propertyNames()));
    }
    contract.metrics().stream()
        .filter(metric -> metric.tier() == 1 && !watched.contains(metric.name()))
        .forEach(metric -> fault(metric.name(), "tier 1 and no alarm"));
  }

  /** Somebody is told, or it is part of an alarm that tells; and there is a page to read. */
  private void leads(JsonNode alarm, Set<String> parts) {
    String name = alarm.path("name").asString();
    JsonNode priority = alarm.path("priority");
    if (priority.isNull() ? !parts.contains(name) : !priority.asString().matches("P[123]")) {
      fault(name, "priority " + priority);
    }
    if (!Files.exists(runbooks.resolve(alarm.path("runbook").asString() + ".md"))) {
      fault(name, "no runbook " + alarm.path("runbook"));
    }
    if (alarm.path("description").asString("").isBlank()) {
      fault(name, "says nothing");
    }
  }

  void dashboard(String page, JsonNode document) {
    for (JsonNode widget : document.path("widgets")) {
      JsonNode properties = widget.path("properties");
      String title = page + ": " + properties.path("title").asString();
      switch (widget.path("type").asString()) {
        case "chart" ->
            properties
                .at("/data/queries")
                .forEach(query -> promQl(title, query.path("query").asString()));
        case "metric" -> properties.path("metrics").forEach(metric -> metric(title, metric));
        case "log" -> insights(title, properties.path("query").asString());
        default -> fault(title, "what is a " + widget.path("type"));
      }
    }
  }

  /** The names of the contract's metrics in it. */
  private Set<String> promQl(String where, String query) {
    List<Metric> metrics = new ArrayList<>();
    for (MatchResult selector : SELECTOR.matcher(query).results().toList()) {
      Optional<Metric> found = metric(selector.group("name"));
      if (found.isEmpty()) {
        fault(where, "no metric " + selector.group("name"));
        continue;
      }
      metrics.add(found.get());
      MATCHER
          .matcher(selector.group("labels"))
          .results()
          .forEach(matcher -> label(where, found.get(), matcher));
    }
    if (metrics.isEmpty()) {
      fault(where, "asks nothing: " + query);
    }
    for (MatchResult by : BY.matcher(query).results().toList()) {
      for (String label : by.group(1).split(", ")) {
        if (metrics.stream().noneMatch(metric -> metric.tag(unquoted(label)).isPresent())) {
          fault(where, "no tag " + label);
        }
      }
    }
    return metrics.stream().map(Metric::name).collect(Collectors.toSet());
  }

  private Optional<Metric> metric(String name) {
    Optional<Metric> found = contract.find(name);
    if (found.isPresent() || !name.endsWith(CloudWatch.LARGEST)) {
      return found;
    }
    return contract
        .find(name.substring(0, name.length() - CloudWatch.LARGEST.length()))
        .filter(
            metric -> metric.type() == Metric.Type.TIMER || metric.type() == Metric.Type.SUMMARY);
  }

  private void label(String where, Metric metric, MatchResult matcher) {
    String label = unquoted(matcher.group("label"));
    Set<String> known =
        switch (label) {
          case CloudWatch.ENVIRONMENT_LABEL -> Set.of(CloudWatch.ENVIRONMENT);
          case CloudWatch.SERVICE_LABEL -> metric.services();
          default -> {
            if (metric.tag(label).isEmpty()) {
              fault(where, metric.name() + " has no tag " + label);
            }
            yield metric.tag(label).map(Metric.Tag::values).orElse(Set.of());
          }
        };
    Arrays.stream(matcher.group("values").split("\\|"))
        .filter(value -> !known.isEmpty() && !known.contains(value))
        .forEach(value -> fault(where, metric.name() + " has no " + label + " " + value));
  }

  private void metric(String where, JsonNode metric) {
    if (!metric.get(0).isObject()) {
      Set<String> dimensions = new HashSet<>();
      for (int i = 2; i + 1 < metric.size(); i += 2) {
        dimensions.add(metric.get(i).asString());
      }
      classic(where, metric.get(0).asString(), metric.get(1).asString(), dimensions);
      return;
    }
    var search = SEARCH.matcher(metric.get(0).path("expression").asString());
    if (!search.matches()) {
      fault(where, "asks nothing: " + metric);
      return;
    }
    List<String> schema =
        Arrays.stream(search.group("schema").split(",")).map(CloudWatchNames::unquoted).toList();
    classic(
        where,
        schema.getFirst(),
        search.group("metric"),
        Set.copyOf(schema.subList(1, schema.size())));
  }

  private void classic(String where, String namespace, String metric, Set<String> dimensions) {
    if (aws.stream().noneMatch(known -> known.is(namespace, metric, dimensions))) {
      fault(where, "not in aws-metrics.yml: " + namespace + " " + metric + " " + dimensions);
    }
    if (namespace.equals(OURS)) {
      Optional<Metric> ours = contract.find(metric);
      if (ours.isEmpty()) {
        fault(where, "no metric " + metric);
      } else if (!dimensions.stream()
          .allMatch(name ->
              Set.of("environment", "service").contains(name)
                  || ours.get().tag(name).isPresent())) {
        fault(where, metric + " has not all of " + dimensions);
      }
    }
  }

  private void insights(String where, String query) {
    String plain = query.replace("${log_sources}", "").replaceAll("\"[^\"]*\"", " ");
    Set<String> aliases =
        Pattern.compile(" as (\\w+)")
            .matcher(plain)
            .results()
            .map(alias -> alias.group(1))
            .collect(Collectors.toSet());
    Pattern.compile("`([^`]+)`|\\b([a-zA-Z_]\\w*)\\b")
        .matcher(plain)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .filter(word ->
            !INSIGHTS.contains(word) && !FUNCTIONS.contains(word) && !aliases.contains(word))
        .filter(word -> !logFields.contains(word))
        .forEach(word -> fault(where, "no log field " + word));
  }

  private void fault(String where, String what) {
    faults.add(where + ": " + what);
  }

  private static String unquoted(String name) {
    return name.replace("\"", "");
  }
}
