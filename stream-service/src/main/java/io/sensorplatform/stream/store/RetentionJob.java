package io.sensorplatform.stream.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.metric.Failures;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets retention do its work at start and each hour, and sooner after a failure. */
final class RetentionJob extends BackgroundJob {

  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final Schema schema;
  private final Retention retention;
  private final Counter dropped;
  private final Counter failures;
  private final Failures ofStage;

  RetentionJob(Schema schema, Retention retention, MeterRegistry registry) {
    super(Thread.ofVirtual().name("retention"));
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
  protected void run(Ending ending) throws InterruptedException {
    var pause = Duration.ZERO;
    while (!ending.comesWithin(pause)) {
      pause = tried() ? INTERVAL : AFTER_FAILURE;
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
