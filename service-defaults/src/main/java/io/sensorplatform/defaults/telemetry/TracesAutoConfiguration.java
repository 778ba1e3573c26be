package io.sensorplatform.defaults.telemetry;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessorBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanProcessors;
import org.springframework.context.annotation.Bean;

/** Puts {@link TraceTail} and the count of what is dropped around Spring Boot's export of spans. */
@AutoConfiguration(before = OpenTelemetryTracingAutoConfiguration.class)
@EnableConfigurationProperties({
  TraceSettings.class,
  TracingProperties.class,
  OpenTelemetryTracingProperties.class
})
class TracesAutoConfiguration {

  @Bean
  SpanCount spanCount(OpenTelemetryTracingProperties properties) {
    return new SpanCount(properties.getExport().getMaxQueueSize());
  }

  @Bean
  GivenIds givenIds() {
    return new GivenIds();
  }

  @Bean
  SdkTracerProviderBuilderCustomizer idsAreGiven(GivenIds ids) {
    return traces -> traces.setIdGenerator(ids);
  }

  @Bean
  LateSpans lateSpans(GivenIds ids, ObjectProvider<Clock> clock) {
    return new LateSpans(ids, clock.getIfAvailable(Clock::systemUTC));
  }

  @Bean
  SpanExporters spanExporters(ObjectProvider<SpanExporter> exporters, SpanCount count) {
    List<SpanExporter> all = exporters.orderedStream().toList();
    return all.isEmpty()
        ? SpanExporters.of()
        : SpanExporters.of(new CountedExporter(SpanExporter.composite(all), count));
  }

  /**
   * As Spring Boot's, but without Micrometer's filters in front of the exporter: nobody sets one,
   * and wrapping each span for them costs as much as writing it (docs/operations/traces.md).
   */
  @Bean
  @ConditionalOnMissingBean
  BatchSpanProcessor spanQueue(
      SpanExporters exporters,
      OpenTelemetryTracingProperties properties,
      ObjectProvider<MeterProvider> meters) {
    var export = properties.getExport();
    BatchSpanProcessorBuilder queue =
        BatchSpanProcessor.builder(SpanExporter.composite(exporters.list()))
            .setExportUnsampledSpans(export.isIncludeUnsampled())
            .setExporterTimeout(export.getTimeout())
            .setMaxExportBatchSize(export.getMaxBatchSize())
            .setMaxQueueSize(export.getMaxQueueSize())
            .setScheduleDelay(export.getScheduleDelay());
    meters.ifAvailable(queue::setMeterProvider);
    return queue.build();
  }

  @Bean
  SpanProcessors spanProcessors(
      ObjectProvider<SpanProcessor> processors, SpanCount count, TraceSettings settings) {
    return SpanProcessors.of(
        processors
            .orderedStream()
            .map(each ->
                each instanceof BatchSpanProcessor queue
                    ? new TraceTail(
                        settings, new BoundedSpans(queue, count), count, System::nanoTime)
                    : each)
            .toList());
  }

  @Bean
  @ConditionalOnMissingBean
  Sampler tailSampler(TracingProperties properties, SpanExporters exporters) {
    return new TailSampler(
        Sampler.traceIdRatioBased(properties.getSampling().getProbability()), exporters);
  }
}
