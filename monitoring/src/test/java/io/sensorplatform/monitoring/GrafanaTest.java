package io.sensorplatform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.metric.MetricContract;
import io.sensorplatform.monitoring.dashboard.Dashboards;
import io.sensorplatform.monitoring.dashboard.GrafanaDashboards;
import io.sensorplatform.monitoring.dashboard.Page;
import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an operator must be able to read from Grafana's pages; monitoring/check-grafana draws them.
 */
class GrafanaTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final GrafanaDashboards grafana =
      new GrafanaDashboards(Slos.load(), new PromQl(MetricContract.load()));
  private final List<Page> pages = Dashboards.load().pages();

  @Test
  void aBudgetThatIsSpentIsRed() {
    assertThat(panels("overview").stream().filter(panel -> is(panel, "stat")))
        .isNotEmpty()
        .allSatisfy(panel -> {
          JsonNode steps = panel.at("/fieldConfig/defaults/thresholds/steps");
          assertThat(steps.at("/0/color").asString()).isEqualTo("red");
          assertThat(steps.at("/0/value").isNull()).isTrue();
          assertThat(steps.at("/1/value").asDouble()).isZero();
        });
  }

  @Test
  void theNumbersFillTheirRow() {
    int width =
        panels("overview").stream()
            .filter(panel -> is(panel, "stat"))
            .mapToInt(panel -> panel.at("/gridPos/w").asInt())
            .sum();
    assertThat(width).isEqualTo(24);
  }

  @Test
  void aLimitThatIsPromisedIsDrawn() {
    assertThat(panel("ingest", "Time to 202").at("/fieldConfig/defaults/thresholds/steps"))
        .extracting(step -> step.path("value").asDouble(0))
        .containsExactly(0.0, 0.2, 0.45);
  }

  @Test
  void linesThatStayAtZeroAreNotInTheLegend() {
    assertThat(panel("overview", "What fails, by stage").at("/fieldConfig/overrides/0/matcher/id"))
        .hasToString("\"byValue\"");
  }

  @Test
  void aPanelWithoutDataSaysWhy() {
    for (Page page : pages) {
      page.panels().stream()
          .filter(panel -> panel.emptyWhen() != null)
          .forEach(panel ->
              assertThat(
                      panel(page.name(), panel.title())
                          .at("/fieldConfig/defaults/noValue")
                          .asString(""))
                  .isEqualTo("No data: " + panel.emptyWhen()));
    }
  }

  @Test
  void whatWasNotTimedIsNoNumber() {
    assertThat(panel("ingest", "Time to 202").at("/targets/0/expr").asString()).endsWith(" >= 0");
  }

  @Test
  void statesHaveTheirNames() {
    JsonNode defaults =
        panel("ingest", "Where readings go (0 Kafka, 1 both, 2 spool)").at("/fieldConfig/defaults");
    assertThat(defaults.at("/mappings/0/options/2/text").asString()).isEqualTo("spool");
    assertThat(defaults.path("max").asInt()).isEqualTo(2);
  }

  /**
   * A line of its own is what the title says; else each says what it is, and none is just "max".
   */
  @Test
  void aLegendNamesWhatItsLineIs() {
    assertThat(
            panel("overview", "Readings the ledger misses")
                .at("/options/legend/showLegend")
                .asBoolean())
        .isFalse();
    assertThat(panel("overview", "Age of the oldest unfinished reading").at("/targets"))
        .extracting(target -> target.path("legendFormat").asString())
        .containsExactly("in a spool", "{{role}}");
  }

  private JsonNode panel(String page, String title) {
    return panels(page).stream()
        .filter(panel -> panel.path("title").asString().equals(title))
        .findFirst()
        .orElseThrow();
  }

  private List<JsonNode> panels(String name) {
    Page page = pages.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    JsonNode dashboard = JSON.valueToTree(grafana.dashboard(page));
    return StreamSupport.stream(dashboard.path("panels").spliterator(), false).toList();
  }

  private static boolean is(JsonNode panel, String type) {
    return panel.path("type").asString().equals(type);
  }
}
