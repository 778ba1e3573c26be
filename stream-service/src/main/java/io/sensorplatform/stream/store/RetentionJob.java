package io.sensorplatform.stream.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Lets retention do its work at start and each hour, and sooner after a failure. */
final class RetentionJob implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final Schema schema;
  private final Retention retention;
  private final Counter dropped;
  private final Counter failures;
  private final Failures ofStage;
  private volatile @Nullable CountDownLatch stopping;

  RetentionJob(Schema schema, Retention retention, MeterRegistry registry) {
    this.schema = schema;
    this.retention = retention;
    ofStage = Failures.at(registry, FailureStage.POSTGRES);
    dropped =
        Counter.builder("sensor.store.partitions.dropped")
            .description("Partitions dropped because they were older than readings are kept")
            .register(registry);
    failures =
        Counter.builder("sensor.store.retention.failures")
            .description("Attempts to drop old partitions that failed, and are made again")
            .register(registry);
  }

  @Override
  public void start() {
    var stop = new CountDownLatch(1);
    stopping = stop;
    Thread.ofVirtual().name("retention").start(() -> run(stop));
  }

  @Override
  public void stop() {
    var stop = stopping;
    if (stop != null) {
      stop.countDown();
      stopping = null;
    }
  }

  @Override
  public boolean isRunning() {
    return stopping != null;
  }

  private void run(CountDownLatch stop) {
    var pause = Duration.ZERO;
    try {
      while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = tried() ? INTERVAL : AFTER_FAILURE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean tried() {
    try {
      schema.ensure();
      dropped.increment(retention.drop().size());
      return true;
    } catch (SQLException | RuntimeException e) {
      failures.increment();
      ofStage.failed(e);
      ofStage.retried(e);
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.POSTGRES_UNAVAILABLE)
          .log("Old partitions could not be dropped, trying again: {}", e.toString());
      return false;
    }
  }
}
