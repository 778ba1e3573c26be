package io.sensorplatform.stream.replay;

import io.sensorplatform.stream.deadletter.DeadLetterMetrics;
import io.sensorplatform.stream.deadletter.Letter;
import io.sensorplatform.stream.deadletter.Verdicts;
import io.sensorplatform.stream.deadletter.Verdicts.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on one replay, a piece after the other: judge, hold, send, and record what Kafka has
 * acknowledged. A fault that passes makes it wait, never give up. Of one thread.
 */
final class ReplayRun {

  private static final Logger log = LoggerFactory.getLogger(ReplayRun.class);
  private static final int LARGEST_PIECE = 500;
  private static final int PIECES_PER_SECOND = 5;
  private static final int LONGEST_WAIT_SECONDS = 16;

  private final ReplayLease lease;
  private final ReplayWork work;
  private final Verdicts verdicts;
  private final ReplayProducer producer;
  private final DeadLetterMetrics metrics;
  private final CountDownLatch stopping;
  private Replay replay;
  private ReplayWork.@Nullable Step unrecorded;
  private long dueNanos = System.nanoTime();
  private int failures;

  ReplayRun(
      Replay replay,
      ReplayLease lease,
      ReplayWork work,
      Verdicts verdicts,
      ReplayProducer producer,
      DeadLetterMetrics metrics,
      CountDownLatch stopping) {
    this.replay = replay;
    this.lease = lease;
    this.work = work;
    this.verdicts = verdicts;
    this.producer = producer;
    this.metrics = metrics;
    this.stopping = stopping;
  }

  /** Until it is done or cancelled, somebody else has taken it, or this instance stops. */
  void run() throws InterruptedException {
    while (stopping.getCount() > 0) {
      try {
        recordLast();
        replay = lease.now(replay);
        var letters = replay.state() == Replay.State.running ? work.next(replay, size()) : null;
        if (letters == null || letters.isEmpty()) {
          end();
          return;
        }
        var fault = replay.dryRun() ? judge(letters) : send(letters);
        if (fault != null) {
          pause("Kafka: " + reason(fault));
        } else {
          failures = 0;
          keepPace();
        }
      } catch (ReplayLease.LostException e) {
        log.info("{}", e.getMessage());
        return;
      } catch (RuntimeException e) {
        pause(reason(e));
      }
    }
  }

  private @Nullable Exception judge(List<Letter> letters) {
    var skipped = new TreeMap<String, Long>();
    long wouldReplay = 0;
    for (var verdict : verdicts.of(letters, replay.overwrite(), replay.id())) {
      if (verdict.skip() == null) {
        wouldReplay++;
      } else {
        skipped.merge(verdict.skip(), 1L, Long::sum);
      }
    }
    record(
        new ReplayWork.Step(Map.of(), List.of(), skipped, wouldReplay, 0, letters.getLast().id()));
    return null;
  }

  /** Why not all that should be sent were; null if they were. */
  private @Nullable Exception send(List<Letter> letters) throws InterruptedException {
    var judged = verdicts.of(letters, replay.overwrite(), replay.id());
    var wanted = judged.stream().filter(verdict -> verdict.skip() == null).toList();
    var held = work.hold(replay, ids(wanted));
    var outcome =
        producer.send(
            wanted.stream().filter(verdict -> held.contains(verdict.letter().id())).toList());

    var unsent = new HashSet<>(held);
    unsent.removeAll(outcome.sent().keySet());
    outcome.refused().forEach(unsent::remove);
    // Letters before the first that was not acknowledged are dealt with; it is tried again.
    long end =
        unsent.stream().min(Long::compare).map(first -> first - 1).orElse(letters.getLast().id());
    record(
        new ReplayWork.Step(
            outcome.sent(),
            outcome.refused(),
            skipped(judged, held, end),
            0,
            outcome.refused().stream().filter(id -> id <= end).count(),
            end));
    return outcome.fault();
  }

  private static Map<String, Long> skipped(List<Verdict> judged, Set<Long> held, long end) {
    var skipped = new TreeMap<String, Long>();
    for (var verdict : judged) {
      long id = verdict.letter().id();
      var skip = verdict.skip() == null && !held.contains(id) ? Verdicts.CLOSED : verdict.skip();
      if (skip != null && id <= end) {
        skipped.merge(skip, 1L, Long::sum);
      }
    }
    return skipped;
  }

  private static List<Long> ids(List<Verdict> verdicts) {
    return verdicts.stream().map(verdict -> verdict.letter().id()).toList();
  }

  private void record(ReplayWork.Step step) {
    unrecorded = step;
    recordLast();
  }

  /** What was sent must be recorded before more is; with PostgreSQL away this is tried again. */
  private void recordLast() {
    var step = unrecorded;
    if (step == null) {
      return;
    }
    var after = work.record(replay, step);
    if (!replay.dryRun()) {
      metrics.replayed(after.replayed() - replay.replayed());
    }
    dueNanos += TimeUnit.SECONDS.toNanos(step.sent().size()) / replay.ratePerSecond();
    replay = after;
    unrecorded = null;
  }

  private void end() {
    if (replay.state() == Replay.State.running) {
      long dealtWith = replay.replayed() + replay.failed() + replay.skippedCount();
      if (dealtWith < replay.total()) {
        // Letters of the query that were closed before their turn came.
        record(
            new ReplayWork.Step(
                Map.of(),
                new ArrayList<>(),
                Map.of(Verdicts.CLOSED, replay.total() - dealtWith),
                0,
                0,
                replay.lastId()));
      }
    }
    lease.end(replay);
    log.info(
        "replay {} has ended: {} of {} letters {}, skipped {}, failed {}",
        replay.id(),
        replay.replayed(),
        replay.total(),
        replay.dryRun() ? "would be replayed" : "replayed",
        replay.skipped(),
        replay.failed());
  }

  private int size() {
    return replay.dryRun()
        ? LARGEST_PIECE
        : Math.clamp(replay.ratePerSecond() / PIECES_PER_SECOND, 1, LARGEST_PIECE);
  }

  private void keepPace() throws InterruptedException {
    long wait = dueNanos - System.nanoTime();
    if (wait > 0) {
      stopping.await(wait, TimeUnit.NANOSECONDS);
    } else {
      // What was missed is not caught up in a burst.
      dueNanos = System.nanoTime();
    }
  }

  private void pause(String reason) throws InterruptedException {
    var wait = Duration.ofSeconds(Math.min(1L << Math.min(failures, 4), LONGEST_WAIT_SECONDS));
    failures++;
    if (failures == 1) {
      log.warn("replay {} waits: {}", replay.id(), reason);
    }
    try {
      lease.waiting(replay, reason);
    } catch (RuntimeException e) {
      log.debug("replay {} could not say what it waits for", replay.id(), e);
    }
    stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static String reason(Throwable e) {
    var cause = e.getCause() == null ? e : e.getCause();
    var message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
