package io.sensorplatform.sensor.publish;

import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.sensor.spool.TenantHour;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How many readings were said to be durable and are not in the ledger yet, in bounded memory. */
@Component
public final class AcknowledgedReadings {

  private static final Logger log = LoggerFactory.getLogger(AcknowledgedReadings.class);

  /** A month of hours of more than a hundred tenants. */
  private static final int MOST = 100_000;

  /**
   * Readings of one tenant that came in one hour.
   *
   * @param all that were acknowledged
   * @param spooled how many of them went through the spool
   */
  public record Count(long all, long spooled) {

    public Count plus(Count more) {
      return new Count(all + more.all, spooled + more.spooled);
    }
  }

  private final Map<TenantHour, Count> counts = new ConcurrentHashMap<>();

  /** Readings of one request. */
  void add(Reading first, int readings, int spooled) {
    var hour = TenantHour.of(first.tenant(), first.receivedAtMicros());
    if (counts.size() >= MOST && !counts.containsKey(hour)) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.DURABILITY_LEDGER_DIFFERENCE)
          .log("The ledger will miss {} readings of {}: too much waits for it", readings, hour);
      return;
    }
    counts.merge(hour, new Count(readings, spooled), Count::plus);
  }

  /** Takes what is counted; the next call gives only what came after. */
  public Map<TenantHour, Count> take() {
    var taken = new HashMap<TenantHour, Count>();
    for (TenantHour hour : counts.keySet()) {
      Count count = counts.remove(hour);
      if (count != null) {
        taken.put(hour, count);
      }
    }
    return taken;
  }
}
