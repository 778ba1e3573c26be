package io.sensorplatform.stream.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the ledger is told.
 *
 * @param sampleInterval how often the metrics of the ledger are taken; default 15s
 * @param sampleHours how many of the last hours the metrics look at, tenant by tenant; default 48
 * @param tailRecords of the records that wait on Kafka, so many at most are read to tell their
 *     tenant and hour; default 200000
 * @param tailBudget how long that may take; default 2s
 */
@ConfigurationProperties("platform.ledger")
record LedgerSettings(
    @DefaultValue("15s") Duration sampleInterval,
    @DefaultValue("48") int sampleHours,
    @DefaultValue("200000") long tailRecords,
    @DefaultValue("2s") Duration tailBudget) {

  LedgerSettings {
    if (sampleInterval.toMillis() < 1 || sampleHours < 1) {
      throw new IllegalArgumentException(
          "platform.ledger: sample-interval and sample-hours are positive");
    }
    if (tailRecords < 0 || tailBudget.isNegative()) {
      throw new IllegalArgumentException(
          "platform.ledger: tail-records and tail-budget are not negative");
    }
  }
}
