package io.sensorplatform.monitoring.dashboard;

/** What tells Grafana where its data and pages are. */
public final class GrafanaProvisioning {

  private GrafanaProvisioning() {}

  /** {@code provisioning/datasources/sensor-platform.yml}. */
  public static String datasources() {
    return """
    # PROMETHEUS_URL and TRACE_URL are environment variables of Grafana; TRACE_URL is what a trace's id
    # is put behind, such as http://localhost:9411/zipkin/traces/ of the local stack.
    apiVersion: 1
    datasources:
      - name: Prometheus
        uid: %s
        type: prometheus
        access: proxy
        url: ${PROMETHEUS_URL}
        isDefault: true
        jsonData:
          timeInterval: 5s
          exemplarTraceIdDestinations:
            - name: trace_id
              url: ${TRACE_URL}$${__value.raw}
              urlDisplayLabel: Open the trace
    """
        .formatted(GrafanaDashboards.DATASOURCE);
  }

  /** {@code provisioning/dashboards/sensor-platform.yml}. */
  public static String dashboards() {
    return """
    # Mount generated/grafana/dashboards at this path.
    apiVersion: 1
    providers:
      - name: Sensor Platform
        folder: Sensor Platform
        type: file
        allowUiUpdates: false
        options:
          path: /var/lib/grafana/dashboards/sensor-platform
    """;
  }
}
