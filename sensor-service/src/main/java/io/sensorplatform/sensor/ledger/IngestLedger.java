package io.sensorplatform.sensor.ledger;

import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.sensor.ledger.LedgerStore.Batch;
import io.sensorplatform.sensor.ledger.LedgerStore.Waiting;
import io.sensorplatform.sensor.publish.AcknowledgedReadings;
import io.sensorplatform.sensor.publish.AcknowledgedReadings.Count;
import io.sensorplatform.sensor.spool.Spool;
import io.sensorplatform.sensor.spool.TenantHour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Brings the counts into the database once a second when there are any. While PostgreSQL is away
 * they wait in memory, which is bounded by tenants and hours.
 */
@Component
final class IngestLedger implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(IngestLedger.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /**
   * After so many turns what waits is told as if nobody knew it: a database that was restored from
   * a backup tells what waited then.
   */
  private static final int ALL_AGAIN = 10;

  private record Place(String source, TenantHour hour) {}

  private final AcknowledgedReadings acknowledged;
  private final Spool spool;
  private final LedgerStore store;
  private final Map<String, Long> batchNumbers = new HashMap<>();
  private final Set<String> begun = new HashSet<>();
  private Map<Place, Long> written = Map.of();
  private @Nullable Batch pending;
  private String source = "without-spool-" + UUID.randomUUID();
  private boolean failing;
  private int turns;
  private volatile @Nullable Thread thread;

  IngestLedger(AcknowledgedReadings acknowledged, Spool spool, LedgerStore store) {
    this.acknowledged = acknowledged;
    this.spool = spool;
    this.store = store;
  }

  @Override
  public void start() {
    Thread writer = Thread.ofVirtual().name("ledger").unstarted(this::run);
    thread = writer;
    writer.start();
  }

  @Override
  public void stop() {
    Thread writer = thread;
    thread = null;
    if (writer != null) {
      writer.interrupt();
      try {
        writer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** Stops after all else, when there is nothing more to count. */
  @Override
  public int getPhase() {
    return -2;
  }

  private void run() {
    while (isRunning()) {
      try {
        Thread.sleep(EVERY);
      } catch (InterruptedException e) {
        break;
      }
      if (++turns % ALL_AGAIN == 0) {
        begun.clear();
        written = Map.of();
      }
      flush();
    }
    flush();
  }

  private void flush() {
    try {
      String name = spool.name();
      source = name == null ? source : name;
      store.ensure();
      // Before what waits is looked at: a reading is in one of the two, or on Kafka.
      Batch batch = batch();
      // Before it, too: one that is adopted once more under its name is there again.
      Set<String> emptied = spool.emptied();
      Map<Place, Long> waiting = waiting();
      Set<String> sources = sources(waiting);
      sources.addAll(emptied);
      List<Waiting> changed = changed(waiting);
      if (batch != null || !sources.isEmpty() || !changed.isEmpty()) {
        store.write(batch == null ? List.of() : List.of(batch), sources, changed);
      }
      pending = null;
      spool.forget(emptied);
      begun.addAll(sources);
      begun.removeAll(emptied);
      written = waiting;
      if (failing) {
        failing = false;
        log.info("The ledger is up to date again");
      }
    } catch (DataAccessException | TransactionException | FlywayException e) {
      if (!failing) {
        failing = true;
        log.atWarn()
            .addKeyValue(Runbook.KEY, Runbook.POSTGRES_UNAVAILABLE)
            .log(
                "The ledger waits for the database: {}",
                e.toString().lines().findFirst().orElse(""));
      }
    }
  }

  /** What is to be added: the same until it is known to be. */
  private @Nullable Batch batch() {
    if (pending == null) {
      long last = batchNumbers.computeIfAbsent(source, store::lastBatch);
      Map<TenantHour, Count> counts = acknowledged.take();
      if (!counts.isEmpty()) {
        pending = new Batch(source, last + 1, counts);
        batchNumbers.put(source, last + 1);
      }
    }
    return pending;
  }

  private Map<Place, Long> waiting() {
    var waiting = new HashMap<Place, Long>();
    spool
        .backlog()
        .waiting()
        .forEach((from, counts) ->
            counts.forEach((hour, readings) -> waiting.put(new Place(from, hour), readings)));
    return waiting;
  }

  private Set<String> sources(Map<Place, Long> waiting) {
    var sources = new HashSet<String>();
    sources.add(source);
    waiting.keySet().forEach(place -> sources.add(place.source()));
    sources.addAll(spool.status().adopted());
    sources.removeAll(begun);
    return sources;
  }

  private List<Waiting> changed(Map<Place, Long> waiting) {
    var changed = new ArrayList<Waiting>();
    waiting.forEach((place, readings) -> {
      if (!readings.equals(written.get(place))) {
        changed.add(new Waiting(place.source(), place.hour(), readings));
      }
    });
    written.keySet().stream()
        .filter(place -> !waiting.containsKey(place))
        .forEach(place -> changed.add(new Waiting(place.source(), place.hour(), 0)));
    return changed;
  }
}
