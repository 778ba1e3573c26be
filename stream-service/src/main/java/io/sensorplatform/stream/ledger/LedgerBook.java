package io.sensorplatform.stream.ledger;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.stream.log.LogEnds;
import io.sensorplatform.stream.log.LogReader;
import io.sensorplatform.stream.query.StoreQueries;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Draws the balance, for one caller at a time. */
final class LedgerBook {

  private static final Duration STORE_BUDGET = Duration.ofSeconds(3);
  private static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);

  private final StoreQueries store;
  private final LogEnds ends;
  private final LogReader log;
  private final LedgerSettings settings;
  private final Clock clock;
  private final Semaphore turn = new Semaphore(1, true);

  LedgerBook(
      StoreQueries store, LogEnds ends, LogReader log, LedgerSettings settings, Clock clock) {
    this.store = store;
    this.ends = ends;
    this.log = log;
    this.settings = settings;
    this.clock = clock;
  }

  LedgerAnswer balance(LedgerRequest request) {
    return balance(request, settings.tailRecords());
  }

  /**
   * @param tailRecords how many records are read at most to tell whose they are
   */
  LedgerAnswer balance(LedgerRequest request, long tailRecords) {
    boolean mine = false;
    try {
      mine = turn.tryAcquire(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw busy();
      }
      var snapshot = store.ask(STORE_BUDGET, jdbc -> LedgerTables.read(jdbc, request));
      var now = ends.now();
      var tail = Tail.read(now, snapshot.positions(), log, tailRecords, settings.tailBudget());
      return new Balance(request, snapshot, now, tail).answer(clock.instant());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } finally {
      if (mine) {
        turn.release();
      }
    }
  }

  private static ProblemException busy() {
    return new ProblemException(
            ProblemCode.OVERLOADED, "The ledger is being asked by too many at once.")
        .withRetryAfter(Duration.ofSeconds(2));
  }
}
