package io.sensorplatform.endtoend.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.metric.Metric;
import io.sensorplatform.defaults.metric.Metric.Type;
import io.sensorplatform.defaults.metric.MetricContract;
import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.Row;
import io.sensorplatform.endtoend.SharedPlatform;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the running services tell is what the metric contract says, no more and no less. */
@ExtendWith(SharedPlatform.class)
class MetricContractIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final List<String> SERVICES =
      List.of("gateway-service", "auth-service", "sensor-service", "stream-service");
  private static final String PREFIX = "sensor_";

  /** Labels that a histogram or a summary has of itself. */
  private static final Set<String> OWN_LABELS = Set.of("le", "quantile");

  private final MetricContract contract = MetricContract.load();

  @Test
  void everyMetricOfTheContractIsToldAndNoOther(Platform platform) throws Exception {
    Api api = platform.api("metered", "metrics", "metered/");
    assertThat(api.postUntilAnswered(row(0).json()).statusCode()).isEqualTo(202);
    Map<String, Metric> known = seriesNames();
    for (String service : SERVICES) {
      Set<String> wanted =
          contract.metrics().stream()
              .filter(metric -> metric.services().contains(service) && metric.when() == null)
              .map(Metric::name)
              .collect(Collectors.toCollection(TreeSet::new));
      await()
          .atMost(SOON)
          .untilAsserted(() -> {
            Scrape scrape = Scrape.of(platform, service);
            var told = new TreeSet<String>();
            for (Scrape.Series series : scrape.series()) {
              if (series.name().startsWith(PREFIX)) {
                Metric metric = known.get(series.name());
                assertThat(metric).as("%s of %s", series.name(), service).isNotNull();
                check(series, metric, service);
                told.add(metric.name());
              }
            }
            assertThat(told).as(service).containsAll(wanted);
            assertThat(scrape.sum("sensor_metrics_refused_total")).as(service).isZero();
          });
    }
  }

  @Test
  void tenThousandSensorsMakeNoSeriesOfTheirOwn(Platform platform) throws Exception {
    Api api = platform.api("metered", "metrics", "metered/");
    assertThat(api.postUntilAnswered(row(0).json()).statusCode()).isEqualTo(202);
    int before = series(platform);
    double accepted = accepted(platform);
    double stored = stored(platform);

    for (int post = 0; post < 20; post++) {
      String body =
          IntStream.range(post * 500, post * 500 + 500)
              .mapToObj(sensor -> row(sensor).json())
              .collect(Collectors.joining(",", "[", "]"));
      HttpResponse<String> answer = api.postUntilAnswered(body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    assertThat(accepted(platform) - accepted).isGreaterThanOrEqualTo(10_000);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(stored(platform) - stored).isGreaterThanOrEqualTo(10_000));
    // A first 429, or another size of memory pool, may come; not one for each of so many sensors.
    assertThat(series(platform)).isLessThan(before + 200);
    assertThat(Scrape.of(platform, "stream-service").text()).doesNotContain("metered/");
  }

  @Test
  void latencyNamesATraceAsItsExample(Platform platform) throws Exception {
    Api api = platform.api("metered", "metrics", "metered/");
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(api.postUntilAnswered(row(1).json()).statusCode()).isEqualTo(202);
          assertThat(Scrape.of(platform, "gateway-service", Scrape.OPEN_METRICS).text())
              .containsPattern(
                  "sensor_gateway_requests_seconds_bucket\\{.*} \\S+ # \\{.*trace_id=\"[0-9a-f]{32}\"");
        });
  }

  private static void check(Scrape.Series series, Metric metric, String service) {
    assertThat(metric.services()).as(metric.name()).contains(service);
    var labels = new HashSet<>(series.labels().keySet());
    labels.removeAll(OWN_LABELS);
    assertThat(labels)
        .as(metric.name())
        .isEqualTo(metric.tags().stream().map(Metric.Tag::name).collect(Collectors.toSet()));
    for (Metric.Tag tag : metric.tags()) {
      if (!tag.values().isEmpty()) {
        assertThat(tag.values()).as(metric.name()).contains(series.labels().get(tag.name()));
      }
    }
  }

  /** By the name of each series that a metric can have. */
  private Map<String, Metric> seriesNames() {
    var names = new HashMap<String, Metric>();
    for (Metric metric : contract.metrics()) {
      if (metric.type() == Type.COUNTER || metric.type() == Type.GAUGE) {
        names.put(metric.prometheusName(), metric);
      } else {
        for (String suffix : List.of("_count", "_sum", "_max")) {
          names.put(metric.prometheusName() + suffix, metric);
        }
        if (metric.histogram()) {
          names.put(metric.prometheusName() + "_bucket", metric);
        }
      }
    }
    return names;
  }

  private static Row row(int sensor) {
    return new Row("metered/s" + sensor, Instant.now().truncatedTo(ChronoUnit.MILLIS), sensor);
  }

  private static int series(Platform platform) throws Exception {
    int series = 0;
    for (String service : SERVICES) {
      series += Scrape.of(platform, service).series().size();
    }
    return series;
  }

  private static double accepted(Platform platform) throws Exception {
    return Scrape.of(platform, "sensor-service").sum("sensor_ingest_accepted_total");
  }

  /** Every stored reading counts as fresh or late. */
  private static double stored(Platform platform) throws Exception {
    return Scrape.of(platform, "stream-service").sum("sensor_freshness_readings_total");
  }
}
