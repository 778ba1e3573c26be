package io.sensorplatform.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.limit.QuotaSettings.Readings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class QuotasTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T22:00:00Z"));
  private final Quotas quotas =
      new Quotas(
          new QuotaSettings(
              new Readings(0, 0, 0),
              Map.of("small", new Readings(10, 100, 0), "daily", new Readings(0, 0, 1_000))),
          () -> now.get().toEpochMilli() * 1_000_000,
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now.get();
            }
          },
          null);

  @Test
  void unnamedTenantIsNotLimited() {
    assertThat(quotas.of("any")).isNull();
  }

  @Test
  void batchMayTakeMoreThanIsLeftAndTheDebtIsPaidFirst() {
    Quota quota = Objects.requireNonNull(quotas.of("small"));
    quota.charge(99);
    quota.require();
    quota.charge(500);
    assertThat(quota.state()).isEqualTo("\"readings-per-second\";r=0;t=60");
    ProblemException refusal = catchThrowableOfType(ProblemException.class, quota::require);
    assertThat(refusal.code()).isEqualTo(ProblemCode.QUOTA_EXCEEDED);
    assertThat(refusal.detail()).contains("'readings-per-second'", "10 readings a second", "50 s");
    assertThat(refusal.headers()).containsEntry("Retry-After", "50");
    pass(Duration.ofSeconds(50));
    assertThatCode(quota::require).doesNotThrowAnyException();
  }

  @Test
  void dayBeginsAnewAtMidnightUtc() {
    Quota quota = Objects.requireNonNull(quotas.of("daily"));
    quota.charge(999);
    quota.require();
    quota.charge(1);
    ProblemException refusal = catchThrowableOfType(ProblemException.class, quota::require);
    assertThat(refusal.detail()).contains("'readings-per-day'", "1000 readings a day");
    assertThat(refusal.headers()).containsEntry("Retry-After", "7200");
    pass(Duration.ofHours(2));
    quota.require();
    assertThat(quota.state()).isEqualTo("\"readings-per-day\";r=1000;t=86400");
  }

  @Test
  void headersTellThePolicy() {
    assertThat(Objects.requireNonNull(quotas.of("small")).policy())
        .isEqualTo("\"readings-per-second\";q=100;w=10;qu=\"readings\"");
  }

  private void pass(Duration time) {
    now.set(now.get().plus(time));
  }
}
