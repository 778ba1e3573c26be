package io.sensorplatform.gateway.telemetry;

import io.sensorplatform.defaults.log.LogFields;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.telemetry.PerSecond;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs failures on our side, a few a second at most, and how many more there were. */
public final class FailureLog {

  private static final Logger log = LoggerFactory.getLogger(FailureLog.class);
  private static final int PER_SECOND = 5;

  private final PerSecond budget;
  private final AtomicLong suppressed = new AtomicLong();

  FailureLog(LongSupplier nanos) {
    this.budget = new PerSecond(PER_SECOND, nanos);
  }

  /**
   * @param cause told by its class and message; null if there is none to tell
   */
  public void failed(
      String route, ProblemCode code, RequestSpan request, @Nullable Throwable cause) {
    if (!budget.take()) {
      suppressed.incrementAndGet();
      return;
    }
    of(log.atWarn(), request)
        .addKeyValue("route", route)
        .addKeyValue(LogFields.CODE, code.code())
        .addKeyValue(LogFields.SUPPRESSED, suppressed.getAndSet(0))
        .addKeyValue(Runbook.KEY, runbook(code))
        .log("{} on route {}{}", code.code(), route, cause == null ? "" : ": " + cause);
  }

  /** A fault of the gateway itself. */
  public void bug(RequestSpan request, Throwable fault) {
    of(log.atError(), request)
        .addKeyValue(Runbook.KEY, Runbook.AVAILABILITY_BURN)
        .setCause(fault)
        .log("Unexpected fault");
  }

  private static LoggingEventBuilder of(LoggingEventBuilder line, RequestSpan request) {
    LoggingEventBuilder named =
        line.addKeyValue(LogFields.TRACE, request.traceId())
            .addKeyValue(LogFields.CORRELATION, request.correlation());
    return request.tenant() == null
        ? named
        : named
            .addKeyValue(LogFields.TENANT, request.tenant())
            .addKeyValue(LogFields.CLIENT, request.principal());
  }

  private static Runbook runbook(ProblemCode code) {
    return switch (code) {
      case KEYS_UNAVAILABLE -> Runbook.AUTH_UNAVAILABLE;
      case REVOCATIONS_UNAVAILABLE -> Runbook.REVOCATIONS_BEHIND;
      case OVERLOADED -> Runbook.GATEWAY_OVERLOADED;
      case INTERNAL_ERROR -> Runbook.AVAILABILITY_BURN;
      default -> Runbook.BREAKER_OPEN;
    };
  }
}
