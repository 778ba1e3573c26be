package io.sensorplatform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.metric.Metric;
import io.sensorplatform.defaults.metric.MetricContract;
import io.sensorplatform.monitoring.alarm.Alarms;
import io.sensorplatform.monitoring.dashboard.Dashboards;
import io.sensorplatform.monitoring.query.Query;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Objectives, alarms and pages use only what the metric contract has, and leave out nothing. */
class ContractTest {

  private final MetricContract contract = MetricContract.load();
  private final Slos slos = Slos.load();
  private final Alarms alarms = Alarms.load();
  private final Dashboards dashboards = Dashboards.load();

  @Test
  void everyMetricIsInTheContract() {
    assertThat(queries())
        .allSatisfy(
            query -> assertThat(contract.find(query.metric())).as(query.metric()).isPresent());
  }

  @Test
  void everyTagAndValueIsInTheContract() {
    assertThat(queries())
        .allSatisfy(query -> {
          Metric metric = contract.find(query.metric()).orElseThrow();
          assertThat(metric.tags().stream().map(Metric.Tag::name))
              .as(query.metric())
              .containsAll(query.by())
              .containsAll(query.tags().keySet());
          query
              .tags()
              .forEach((name, values) -> {
                Set<String> known = metric.tag(name).orElseThrow().values();
                if (!known.isEmpty()) {
                  assertThat(known).as(query.metric() + " " + name).containsAll(values);
                }
              });
        });
  }

  @Test
  void aStatisticSuitsTheMetric() {
    assertThat(queries())
        .allSatisfy(query -> {
          Metric metric = contract.find(query.metric()).orElseThrow();
          boolean suits =
              switch (query.statistic()) {
                case RATE, INCREASE -> metric.type() != Metric.Type.GAUGE;
                case GAIN -> metric.type() == Metric.Type.COUNTER;
                case MAX, MEAN -> metric.type() != Metric.Type.COUNTER;
                case MIN, SUM, MISSING -> metric.type() == Metric.Type.GAUGE;
                case P50, P95, P99, WITHIN ->
                    metric.type() == Metric.Type.TIMER && metric.histogram();
              };
          assertThat(suits).as("%s of %s", query.statistic(), metric.name()).isTrue();
        });
  }

  @Test
  void everyMetricThatUsersFeelIsWatched() {
    SortedSet<String> watched =
        queries().stream().map(Query::metric).collect(Collectors.toCollection(TreeSet::new));
    assertThat(contract.metrics().stream().filter(metric -> metric.tier() == 1).map(Metric::name))
        .isSubsetOf(watched);
  }

  @Test
  void theContractNamesWhoWatches() {
    Map<String, Set<String>> watchers = watchers();
    assertThat(contract.metrics())
        .allSatisfy(metric ->
            assertThat(metric.watchedBy())
                .as(metric.name())
                .containsExactlyInAnyOrderElementsOf(
                    watchers.getOrDefault(metric.name(), Set.of())));
  }

  @Test
  void everyBurnRateCanRing() {
    assertThat(slos.withBudget())
        .allSatisfy(objective ->
            assertThat(slos.burnRates())
                .allSatisfy(burn -> assertThat(burn.rate() * objective.budget()).isLessThan(1)));
  }

  @Test
  void alarmsNameAPageAndTheirRunbookIsUnique() {
    List<String> pages = dashboards.pages().stream().map(page -> page.name()).toList();
    assertThat(alarms.alarms())
        .allSatisfy(alarm -> assertThat(pages).contains(alarm.dashboard()))
        .extracting(alarm -> alarm.name())
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name).matches("[a-z]+(-[a-z]+)*"));
  }

  /** Alarms by name and pages as "dashboard name", by metric. */
  private Map<String, Set<String>> watchers() {
    var watchers = new TreeMap<String, Set<String>>();
    BiConsumer<String, Query> note =
        (watcher, query) ->
            watchers.computeIfAbsent(query.metric(), of -> new TreeSet<>()).add(watcher);
    slos.objectives()
        .forEach(objective ->
            objective.queries().forEach(query -> note.accept(objective.alarm(), query)));
    alarms
        .alarms()
        .forEach(alarm ->
            alarm
                .when()
                .forEach(condition ->
                    condition.queries().forEach(query -> note.accept(alarm.name(), query))));
    dashboards
        .pages()
        .forEach(page ->
            page.panels()
                .forEach(panel ->
                    panel
                        .queries()
                        .forEach(query -> note.accept("dashboard " + page.name(), query))));
    return watchers;
  }

  private List<Query> queries() {
    var queries = new ArrayList<Query>();
    slos.objectives().forEach(objective -> queries.addAll(objective.queries()));
    alarms.alarms().stream()
        .flatMap(alarm -> alarm.when().stream())
        .forEach(condition -> queries.addAll(condition.queries()));
    dashboards.pages().stream()
        .flatMap(page -> page.panels().stream())
        .flatMap(panel -> panel.queries().stream())
        .forEach(queries::add);
    assertThat(queries).hasSizeGreaterThan(Stream.of(slos, alarms, dashboards).toList().size());
    return queries;
  }
}
