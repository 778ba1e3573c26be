package io.sensorplatform.defaults.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.sensorplatform.defaults.log.Runbook;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the collector did not take, and tells when it stops and begins to. */
final class CountedExporter implements SpanExporter {

  private static final Logger log = LoggerFactory.getLogger(CountedExporter.class);

  private final SpanExporter exporter;
  private final SpanCount count;
  private final AtomicBoolean failing = new AtomicBoolean();

  CountedExporter(SpanExporter exporter, SpanCount count) {
    this.exporter = exporter;
    this.count = count;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int size = spans.size();
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(() -> {
      count.left(size);
      if (result.isSuccess()) {
        if (failing.compareAndSet(true, false)) {
          log.info("The collector takes spans again; {} were dropped so far", count.dropped());
        }
        return;
      }
      count.dropped(size);
      if (failing.compareAndSet(false, true)) {
        log.atWarn()
            .addKeyValue("runbook", Runbook.TELEMETRY_DROPPED)
            .log("The collector does not take spans: they are dropped and counted");
      }
    });
    return result;
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
