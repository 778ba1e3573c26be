package io.sensorplatform.defaults.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricContractTest {

  private final MetricContract contract = MetricContract.load();

  @Test
  void everyMetricSaysWhatItMeansAndWhoWatchesIt() {
    assertThat(contract.metrics())
        .hasSizeGreaterThan(80)
        .allSatisfy(metric -> {
          assertThat(metric.meaning()).doesNotEndWith(".");
          assertThat(metric.watchedBy()).isNotEmpty();
          assertThat(metric.services())
              .allMatch(
                  List.of("gateway-service", "auth-service", "sensor-service", "stream-service")
                      ::contains);
        });
  }

  @Test
  void prometheusNamesAreUniqueAndCarryOnlyUnitsOfMeasure() {
    assertThat(contract.metrics()).extracting(Metric::prometheusName).doesNotHaveDuplicates();
    assertThat(name("sensor.spool.appended")).isEqualTo("sensor_spool_appended_total");
    assertThat(name("sensor.spool.age")).isEqualTo("sensor_spool_age_seconds");
    assertThat(name("sensor.spool.bytes")).isEqualTo("sensor_spool_bytes");
    assertThat(name("sensor.archive.bytes")).isEqualTo("sensor_archive_bytes_total");
    assertThat(name("sensor.gateway.requests")).isEqualTo("sensor_gateway_requests_seconds");
    assertThat(name("sensor.store.batch.size")).isEqualTo("sensor_store_batch_size");
  }

  @Test
  void noTagIsUnbounded() {
    assertThat(contract.metrics())
        .flatExtracting(Metric::tags)
        .allSatisfy(tag -> assertThat(tag.max()).isBetween(1, 256));
  }

  @Test
  void whatIsNotInOrderIsRefusedWithTheMetricsName() {
    var entry = Map.of("name", "sensor.x", "type", "counter", "stage", "nowhere");
    assertThatThrownBy(() -> MetricContract.of(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sensor.x: nowhere is no stage");
  }

  private String name(String metric) {
    return contract.find(metric).orElseThrow().prometheusName();
  }
}
