package io.sensorplatform.gateway.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs failures on our side, a few a second at most, and how many more there were. */
public final class FailureLog {

  private static final Logger log = LoggerFactory.getLogger(FailureLog.class);
  private static final long SECOND = 1_000_000_000L;
  private static final int PER_SECOND = 5;

  private final LongSupplier nanos;
  private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong lines = new AtomicLong();
  private final AtomicLong suppressed = new AtomicLong();

  FailureLog(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * @param cause told by its class and message; null if there is none to tell
   */
  public void failed(String route, String code, String traceId, @Nullable Throwable cause) {
    if (!mayLog()) {
      suppressed.incrementAndGet();
      return;
    }
    log.atWarn()
        .addKeyValue("traceId", traceId)
        .addKeyValue("route", route)
        .addKeyValue("code", code)
        .addKeyValue("suppressed", suppressed.getAndSet(0))
        .log("{} on route {}{}", code, route, cause == null ? "" : ": " + cause);
  }

  /** A fault of the gateway itself. */
  public void bug(String traceId, Throwable fault) {
    log.atError().addKeyValue("traceId", traceId).setCause(fault).log("Unexpected fault");
  }

  private boolean mayLog() {
    long now = Math.floorDiv(nanos.getAsLong(), SECOND);
    long current = second.get();
    if (now != current && second.compareAndSet(current, now)) {
      lines.set(0);
    }
    return lines.getAndIncrement() < PER_SECOND;
  }
}
