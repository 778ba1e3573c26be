package io.sensorplatform.defaults.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/operations/metrics.md equal to the contract; {@code -Ddocs=write} writes it anew. */
class MetricDocumentTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "operations", "metrics.md");

  private static final List<String> STAGES =
      List.of(
          "gateway",
          "ingest",
          "spool",
          "kafka",
          "postgres",
          "s3",
          "analytics",
          "auth",
          "telemetry");

  private final MetricContract contract = MetricContract.load();

  @Test
  void theDocumentListsEveryMetric() throws IOException {
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(DOCUMENT, document());
    }
    assertThat(DOCUMENT).content().isEqualTo(document());
  }

  private String document() {
    return """
    # Metrics

    Every metric of our own, `sensor.*`, and nothing else of that name: a contract. Dashboards,
    alarms, load tests and runbooks use only these. This file is made from
    `service-defaults/src/main/resources/metrics.yml`: `mvn -pl service-defaults test -Ddocs=write`.

    **Read them** at `/actuator/prometheus` of each service's management port (gateway 9080, auth
    9081, sensor 9082, stream 9083), in Prometheus' text form, or as OpenMetrics with
    `Accept: application/openmetrics-text`; there `sensor.freshness` and `sensor.gateway.requests`
    carry trace ids as exemplars. One by one as JSON at `/actuator/metrics/<name>`. With
    `management.otlp.metrics.export.enabled=true` and `management.otlp.metrics.export.url` they are
    sent by OTLP, too.

    **Held to it**: a service leaves a `sensor.*` meter out that is not here, or has other tags,
    says so once in its log and counts it in `sensor.metrics.refused`. A tag's value that is not
    listed, or is one more than the tag may have, becomes `other`: nothing that a caller sends makes
    a new series. In tests each of these is an error (`platform.metrics.strict`). What is always
    there is 0 before it happens first, so that a rate sees the first time, too.

    **Tiers**: 1 users feel it, 2 tells the cause of what they feel, 3 detail. **Categories** of
    failures are the same everywhere: connection, timeout, validation, authorization, throttled,
    conflict, unknown.

    A timer is three families in Prometheus: `_count`, `_sum` and `_max`, and `_bucket` where it is
    called a histogram; a summary is the same without a unit.

    Besides there are those of the libraries, by their own conventions: `http.server.requests`,
    `jvm.*`, `process.*`, `hikaricp.*`, `resilience4j.circuitbreaker.*`, `logback.events`,
    `tomcat.*`.
    """
        + STAGES.stream().map(this::section).collect(Collectors.joining());
  }

  private String section(String stage) {
    List<Metric> metrics =
        contract.metrics().stream().filter(metric -> metric.stage().equals(stage)).toList();
    if (metrics.isEmpty()) {
      return "";
    }
    return "\n## "
        + stage
        + "\n\n| Metric | In Prometheus | Type | Unit | Tags | What it means | Services | Watched by | Tier |\n"
        + "|---|---|---|---|---|---|---|---|---|\n"
        + metrics.stream().map(MetricDocumentTest::row).collect(Collectors.joining());
  }

  private static String row(Metric metric) {
    return "| `%s` | `%s` | %s | %s | %s | %s | %s | %s | %d |\n"
        .formatted(
            metric.name(),
            metric.prometheusName(),
            metric.type().tag() + (metric.histogram() ? ", histogram" : ""),
            metric.unit() == null ? "" : metric.unit(),
            metric.tags().stream().map(MetricDocumentTest::tag).collect(Collectors.joining("; ")),
            metric.meaning() + (metric.when() == null ? "" : ". Only if " + metric.when()),
            services(metric),
            String.join(", ", metric.watchedBy()),
            metric.tier());
  }

  private static String services(Metric metric) {
    return metric.services().size() == 4
        ? "all"
        : new TreeSet<>(metric.services())
            .stream()
                .map(service -> service.replace("-service", ""))
                .collect(Collectors.joining(", "));
  }

  private static String tag(Metric.Tag tag) {
    return "`%s`: %s"
        .formatted(
            tag.name(),
            tag.values().isEmpty()
                ? "%s (at most %d)".formatted(tag.from(), tag.max())
                : String.join(", ", new TreeSet<>(tag.values())));
  }
}
