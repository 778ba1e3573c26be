package io.sensorplatform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric.DataCase;
import io.sensorplatform.defaults.metric.Metric;
import io.sensorplatform.defaults.metric.MetricContract;
import io.sensorplatform.monitoring.query.CloudWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What Micrometer makes of the contract when it is sent by OTLP is what CloudWatch is asked: the
 * contract's names, counters that only grow, one histogram for each timer.
 */
class OtlpNamesTest {

  private final MetricContract contract = MetricContract.load();
  private final Map<String, io.opentelemetry.proto.metrics.v1.Metric> sent = new TreeMap<>();

  @BeforeEach
  void sendEveryMetricOfTheContract() {
    List<byte[]> requests = new ArrayList<>();
    MeterRegistry registry =
        OtlpMeterRegistry.builder(new LikeTheServices())
            .metricsSender(request -> requests.add(request.getMetricsData()))
            .build();
    contract.metrics().forEach(metric -> record(registry, metric));
    registry.close();
    assertThat(requests).isNotEmpty().allSatisfy(this::take);
  }

  @Test
  void namesAreTheContracts() {
    assertThat(contract.metrics())
        .allSatisfy(metric -> assertThat(sent).as(metric.name()).containsKey(metric.name()));
    assertThat(sent.keySet())
        .allSatisfy(
            name -> assertThat(contract.find(name.replaceAll("\\.max$", ""))).as(name).isPresent());
  }

  @Test
  void countersGrowFromTheStart() {
    assertThat(of(Metric.Type.COUNTER))
        .isNotEmpty()
        .allSatisfy(metric -> {
          assertThat(metric.getDataCase()).as(metric.getName()).isEqualTo(DataCase.SUM);
          assertThat(metric.getSum().getIsMonotonic()).isTrue();
          assertThat(metric.getSum().getAggregationTemporality())
              .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        });
  }

  @Test
  void gaugesAreGauges() {
    assertThat(of(Metric.Type.GAUGE))
        .isNotEmpty()
        .allSatisfy(metric ->
            assertThat(metric.getDataCase()).as(metric.getName()).isEqualTo(DataCase.GAUGE));
  }

  @Test
  void whatWasTimedIsOneHistogramInSecondsAndItsLargestAGaugeBesideIt() {
    List<io.opentelemetry.proto.metrics.v1.Metric> timers = of(Metric.Type.TIMER);
    timers.addAll(of(Metric.Type.SUMMARY));
    assertThat(timers)
        .hasSizeGreaterThan(5)
        .allSatisfy(metric -> {
          assertThat(metric.getDataCase()).as(metric.getName()).isEqualTo(DataCase.HISTOGRAM);
          assertThat(metric.getHistogram().getAggregationTemporality())
              .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
          assertThat(metric.getHistogram().getDataPoints(0).getSum()).isEqualTo(0.25);
          assertThat(sent)
              .extractingByKey(metric.getName() + CloudWatch.LARGEST)
              .satisfies(largest -> assertThat(largest.getDataCase()).isEqualTo(DataCase.GAUGE));
        });
  }

  private void record(MeterRegistry registry, Metric metric) {
    List<Tag> tags =
        metric.tags().stream()
            .map(tag -> Tag.of(tag.name(), tag.values().stream().findFirst().orElse("any")))
            .toList();
    switch (metric.type()) {
      case COUNTER -> registry.counter(metric.name(), tags).increment();
      case GAUGE -> registry.gauge(metric.name(), tags, 1);
      case TIMER ->
          Timer.builder(metric.name())
              .tags(tags)
              .publishPercentileHistogram(metric.histogram())
              .register(registry)
              .record(Duration.ofMillis(250));
      case SUMMARY ->
          DistributionSummary.builder(metric.name()).tags(tags).register(registry).record(0.25);
    }
  }

  private List<io.opentelemetry.proto.metrics.v1.Metric> of(Metric.Type type) {
    List<io.opentelemetry.proto.metrics.v1.Metric> found = new ArrayList<>();
    contract.metrics().stream()
        .filter(metric -> metric.type() == type)
        .map(metric -> sent.get(metric.name()))
        .forEach(metric -> {
          if (metric != null) {
            found.add(metric);
          }
        });
    return found;
  }

  private void take(byte[] request) {
    try {
      ExportMetricsServiceRequest.parseFrom(request)
          .getResourceMetricsList()
          .forEach(resource ->
              resource
                  .getScopeMetricsList()
                  .forEach(scope ->
                      scope
                          .getMetricsList()
                          .forEach(metric -> sent.put(metric.getName(), metric))));
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** As service-defaults.yml has it. */
  private record LikeTheServices() implements OtlpConfig {

    @Override
    public @Nullable String get(String key) {
      return null;
    }

    @Override
    public TimeUnit baseTimeUnit() {
      return TimeUnit.SECONDS;
    }
  }
}
