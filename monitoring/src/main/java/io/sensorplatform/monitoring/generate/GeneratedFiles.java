package io.sensorplatform.monitoring.generate;

import io.sensorplatform.defaults.metric.MetricContract;
import io.sensorplatform.monitoring.alarm.AlarmPage;
import io.sensorplatform.monitoring.alarm.Alarms;
import io.sensorplatform.monitoring.alarm.AwsAlarm;
import io.sensorplatform.monitoring.alarm.CloudWatchAlarms;
import io.sensorplatform.monitoring.alarm.PrometheusRules;
import io.sensorplatform.monitoring.dashboard.AwsPanel;
import io.sensorplatform.monitoring.dashboard.CloudWatchDashboards;
import io.sensorplatform.monitoring.dashboard.Dashboards;
import io.sensorplatform.monitoring.dashboard.GrafanaDashboards;
import io.sensorplatform.monitoring.dashboard.GrafanaProvisioning;
import io.sensorplatform.monitoring.dashboard.Page;
import io.sensorplatform.monitoring.dashboard.Panel;
import io.sensorplatform.monitoring.query.CloudWatch;
import io.sensorplatform.monitoring.query.PromQl;
import io.sensorplatform.monitoring.slo.LoadTestThresholds;
import io.sensorplatform.monitoring.slo.SloPage;
import io.sensorplatform.monitoring.slo.Slos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Every file that is made from the data, by its path in the repository. */
public final class GeneratedFiles {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();
  private static final String ROOT = "monitoring/generated/";

  /** A module of Terraform must be usable alone, so what it reads is made where it is. */
  private static final String MODULE = "infra-terraform/modules/observability/generated/";

  private GeneratedFiles() {}

  public static Map<String, String> all(MetricContract contract) {
    Slos slos = Slos.load();
    Alarms alarms = Alarms.load();
    Dashboards dashboards = Dashboards.load();
    var prometheus = new PromQl(contract);
    var cloudWatch = new CloudWatch(contract);
    var rules = new PrometheusRules(slos, alarms, prometheus);
    var grafana = new GrafanaDashboards(slos, prometheus);
    var cloudWatchPages = new CloudWatchDashboards(slos, cloudWatch);

    Map<String, String> files = new LinkedHashMap<>();
    files.put("docs/slo.md", SloPage.of(slos));
    files.put("docs/operations/alarms.md", AlarmPage.of(slos, alarms, AwsAlarm.load(), rules));
    files.put(ROOT + "prometheus/rules.yml", yaml(rules.document()));
    files.put(
        MODULE + "alarms.json",
        json(new CloudWatchAlarms(slos, alarms, AwsAlarm.load(), cloudWatch).document()));
    for (Page page : dashboards.pages()) {
      files.put(
          ROOT + "grafana/dashboards/" + page.name() + ".json", json(grafana.dashboard(page)));
    }
    List<AwsPanel> panels = AwsPanel.load();
    Stream.concat(dashboards.pages().stream().map(Page::name), panels.stream().map(AwsPanel::page))
        .distinct()
        .forEach(name ->
            files.put(
                MODULE + "dashboard-" + name + ".json",
                json(cloudWatchPages.dashboard(name, dashboards.pages(), panels))));
    files.put(
        ROOT + "grafana/provisioning/datasources/sensor-platform.yml",
        GrafanaProvisioning.datasources());
    files.put(
        ROOT + "grafana/provisioning/dashboards/sensor-platform.yml",
        GrafanaProvisioning.dashboards());
    files.put(ROOT + "k6/thresholds.json", json(LoadTestThresholds.of(slos)));
    files.put(ROOT + "prometheus/panels.json", json(panels(dashboards, grafana)));
    return files;
  }

  /** What every panel asks, for a check against a running platform. */
  private static List<Object> panels(Dashboards dashboards, GrafanaDashboards grafana) {
    var asked = new ArrayList<Object>();
    for (Page page : dashboards.pages()) {
      for (Panel panel : page.panels()) {
        for (String expression : grafana.expressions(panel, "1m")) {
          var entry = new LinkedHashMap<String, Object>();
          entry.put("page", page.name());
          entry.put("panel", panel.title());
          entry.put("expr", expression);
          entry.put("emptyWhen", panel.emptyWhen());
          asked.add(entry);
        }
      }
    }
    return asked;
  }

  private static String json(Object value) {
    return JSON.writeValueAsString(value).replace("\r\n", "\n") + "\n";
  }

  private static String yaml(Object value) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(200);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    return "# Made from slo.yml and alarms.yml; see docs/operations/alarms.md.\n"
        + new Yaml(options).dump(value);
  }
}
