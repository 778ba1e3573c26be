package io.sensorplatform.gateway.limit;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.limit.LimitSettings.Limit;
import io.sensorplatform.gateway.limit.QuotaSettings.Readings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one tenant may send, counted in readings. How many a request holds is known only from its
 * answer, so it is paid afterwards: a request passes while something is left, and may take the
 * balance below zero by what is under way; the debt is paid before the next one passes.
 */
public final class Quota {

  private static final String PER_SECOND = "readings-per-second";
  private static final String PER_DAY = "readings-per-day";
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private final Readings allowed;
  private final LongSupplier nanos;
  private final @Nullable Bucket rate;
  private final @Nullable DayCount day;
  private final String policy;

  Quota(
      String tenant,
      Readings allowed,
      LongSupplier nanos,
      Clock clock,
      @Nullable Settlement shared) {
    this.allowed = allowed;
    this.nanos = nanos;
    List<String> policies = new ArrayList<>();
    if (allowed.readingsPerSecond() > 0) {
      rate =
          new Bucket(
              "quota:" + tenant + ":rate",
              new Limit(allowed.readingsPerSecond(), allowed.burst()),
              nanos.getAsLong(),
              shared);
      policies.add(
          "\"%s\";q=%d;w=%d;qu=\"readings\""
              .formatted(
                  PER_SECOND,
                  allowed.burst(),
                  Math.ceilDiv(allowed.burst(), allowed.readingsPerSecond())));
    } else {
      rate = null;
    }
    if (allowed.readingsPerDay() > 0) {
      day = new DayCount("quota:" + tenant + ":day", clock, shared);
      policies.add(
          "\"%s\";q=%d;w=%d;qu=\"readings\""
              .formatted(PER_DAY, allowed.readingsPerDay(), DAY_SECONDS));
    } else {
      day = null;
    }
    policy = String.join(", ", policies);
  }

  /**
   * @throws ProblemException QUOTA_EXCEEDED if nothing is left
   */
  public void require() {
    if (day != null && day.used() >= allowed.readingsPerDay()) {
      throw exceeded(
          PER_DAY,
          allowed.readingsPerDay() + " readings a day, from 00:00 UTC on",
          day.untilReset());
    }
    if (rate != null) {
      long now = nanos.getAsLong();
      long wait = rate.untilOne(now);
      if (wait > 0) {
        throw exceeded(
            PER_SECOND,
            "%d readings a second and %d at once"
                .formatted(allowed.readingsPerSecond(), allowed.burst()),
            Duration.ofNanos(wait));
      }
    }
  }

  /** So many readings were accepted. */
  public void charge(long readings) {
    if (rate != null) {
      rate.charge(readings, nanos.getAsLong());
    }
    if (day != null) {
      day.add(readings);
    }
  }

  /** Members of RateLimit-Policy. */
  public String policy() {
    return policy;
  }

  /** Members of RateLimit. */
  public String state() {
    var state = new StringBuilder(80);
    if (rate != null) {
      long now = nanos.getAsLong();
      append(state, PER_SECOND, rate.remaining(now), Duration.ofNanos(rate.toFull(now)));
    }
    if (day != null) {
      append(state, PER_DAY, allowed.readingsPerDay() - day.used(), day.untilReset());
    }
    return state.toString();
  }

  private static void append(StringBuilder to, String name, long remaining, Duration reset) {
    if (!to.isEmpty()) {
      to.append(", ");
    }
    to.append('"')
        .append(name)
        .append("\";r=")
        .append(Math.max(0, remaining))
        .append(";t=")
        .append(reset.plusMillis(999).toSeconds());
  }

  private static ProblemException exceeded(String name, String allows, Duration wait) {
    return new ProblemException(
            ProblemCode.QUOTA_EXCEEDED,
            "The quota '%s' allows this tenant %s; 0 remain, the next request passes in %d s."
                .formatted(name, allows, Math.max(1, wait.plusMillis(999).toSeconds())))
        .withRetryAfter(wait);
  }
}
