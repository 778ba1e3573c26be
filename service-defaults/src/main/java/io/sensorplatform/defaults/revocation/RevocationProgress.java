package io.sensorplatform.defaults.revocation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sensorplatform.defaults.log.Runbook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a reader of revocations has come: for whoever waits for it, operates it or relies on it.
 */
final class RevocationProgress {

  private static final Logger log = LoggerFactory.getLogger(RevocationProgress.class);

  private final RevocationSettings settings;
  private final RevokedTokens revoked;
  private final Clock clock;
  private final Timer delay;
  private final Instant begun;
  private final CountDownLatch readOnce = new CountDownLatch(1);
  private volatile @Nullable Instant lastRead;
  private volatile @Nullable String fault;

  RevocationProgress(
      RevocationSettings settings, RevokedTokens revoked, Clock clock, MeterRegistry meters) {
    this.settings = settings;
    this.revoked = revoked;
    this.clock = clock;
    this.begun = clock.instant();
    this.delay =
        Timer.builder("sensor.tokens.revocations.delay")
            .description("From the decision to revoke until this process refuses")
            .serviceLevelObjectives(
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60))
            .register(meters);
    Gauge.builder("sensor.tokens.revocations.held", revoked, RevokedTokens::size)
        .description("Revocations that this process knows and that are not over")
        .register(meters);
    Gauge.builder("sensor.tokens.revocations.read", this, progress -> progress.isRead() ? 1 : 0)
        .description("1 once the topic of revocations was read to its end since the start")
        .register(meters);
    Gauge.builder(
            "sensor.tokens.revocations.age", this, progress -> progress.age().toMillis() / 1e3)
        .description("Time since this process last knew every revocation")
        .baseUnit("seconds")
        .register(meters);
    decideTrust();
  }

  boolean awaitFirst(Duration wait) throws InterruptedException {
    return readOnce.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isRead() {
    return readOnce.getCount() == 0;
  }

  /** Since when it was last known that nothing more is to be read. */
  Duration age() {
    Instant since = lastRead;
    return Duration.between(since == null ? begun : since, clock.instant());
  }

  @Nullable Instant lastRead() {
    return lastRead;
  }

  @Nullable String fault() {
    return fault;
  }

  void applied(Revocation revocation) {
    // What was there before the start tells nothing about delay.
    if (isRead()) {
      Duration took = Duration.between(revocation.revokedAt(), clock.instant());
      delay.record(took.isNegative() ? Duration.ZERO : took);
    }
  }

  /** Everything that is in the topic was read. */
  void caughtUp() {
    if (!isRead() || fault != null) {
      log.info("Revocations are read to their end: {} are held", revoked.size());
    }
    lastRead = clock.instant();
    fault = null;
    readOnce.countDown();
    decideTrust();
  }

  /** Kafka does not answer. */
  void lost(String why) {
    if (fault == null) {
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.REVOCATIONS_BEHIND)
          .log(
              "Revocations cannot be read: {}. {}",
              why,
              settings.strict()
                  ? "Tokens are refused if this goes on"
                  : "Tokens are accepted as far as they are not known to be revoked");
    }
    fault = why;
    decideTrust();
  }

  private void decideTrust() {
    revoked.trust(!settings.strict() || (isRead() && age().compareTo(settings.strictAfter()) < 0));
  }
}
