package io.sensorplatform.sensor.publish;

import io.opentelemetry.api.trace.Span;
import io.sensorplatform.defaults.metric.FailureCategory;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.sensor.publish.PublishState.Phase;
import io.sensorplatform.sensor.spool.Backlog;
import io.sensorplatform.sensor.spool.NotSpooledException;
import io.sensorplatform.sensor.spool.Spool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/**
 * Makes readings durable: on Kafka, or in the spool while Kafka does not acknowledge in time. A
 * reading never goes to Kafka past an older one of its sensor that waits in the spool.
 */
@Component
public final class ReadingPublisher {

  /** So few readings are sent within {@link #PATIENCE_NANOS}. */
  private static final long NEAR_THE_END = 50_000;

  private static final long PATIENCE_NANOS = 250_000_000;
  private static final long STEP_NANOS = 2_000_000;

  private final DirectPath direct;
  private final Spool spool;
  private final PublishState state;
  private final PublishSpans spans;
  private final PublishMetrics metrics;
  private final AcknowledgedReadings acknowledged;
  private final PublishSettings settings;

  ReadingPublisher(
      DirectPath direct,
      Spool spool,
      PublishState state,
      PublishSpans spans,
      PublishMetrics metrics,
      AcknowledgedReadings acknowledged,
      PublishSettings settings) {
    this.direct = direct;
    this.spool = spool;
    this.state = state;
    this.spans = spans;
    this.metrics = metrics;
    this.acknowledged = acknowledged;
    this.settings = settings;
  }

  /**
   * Returns once every one of them is durable.
   *
   * @param readings of one request, so of one tenant and received together
   * @throws NotDurableException if one is not by the deadline
   */
  public Durability publish(List<Reading> readings) throws NotDurableException {
    return publish(readings, settings.deadline());
  }

  /**
   * Returns once every one of them is durable.
   *
   * @param atMost how long whoever waits has patience; less than the setting counts
   */
  public Durability publish(List<Reading> readings, Duration atMost) throws NotDurableException {
    long begun = System.nanoTime();
    Duration deadline = atMost.compareTo(settings.deadline()) < 0 ? atMost : settings.deadline();
    Span span = spans.begin(readings.size());
    try {
      int spooled = publish(readings, span, begun, deadline);
      acknowledged.add(readings.getFirst(), readings.size(), spooled);
      Durability durability = spooled == 0 ? Durability.REPLICATED : Durability.SPOOLED;
      PublishSpans.durability(span, durability);
      return durability;
    } finally {
      span.end();
    }
  }

  /** How many went to the spool. */
  private int publish(List<Reading> readings, Span span, long begun, Duration deadline)
      throws NotDurableException {
    Phase phase = state.phase();
    if (!spool.isEnabled()) {
      replicateOnly(readings, span, begun, deadline);
      return 0;
    }
    if (phase == Phase.SPOOLING) {
      spool(readings, span, begun, deadline);
      return readings.size();
    }
    List<Reading> free = readings;
    if (phase == Phase.DRAINING) {
      awaitEndOfBacklog(readings);
      free = withoutBacklog(readings);
    }
    if (free.isEmpty()) {
      spool(readings, span, begun, deadline);
      return readings.size();
    }
    boolean hasty = deadline.compareTo(settings.spoolAfter()) < 0;
    try {
      replicate(free, span, begun, hasty ? deadline : settings.spoolAfter());
    } catch (NotReplicatedException e) {
      if (hasty && e.category() == FailureCategory.TIMEOUT) {
        // That somebody waits for less than Kafka may take says nothing about Kafka.
        throw new NotDurableException(false, e);
      }
      // Whether they are on Kafka is not known: they may be sent twice, which is harmless.
      state.failed();
      spool(readings, span, begun, deadline);
      return readings.size();
    }
    if (free.size() < readings.size()) {
      spool(withBacklog(readings, free), span, begun, deadline);
    }
    return readings.size() - free.size();
  }

  private void replicateOnly(List<Reading> readings, Span span, long begun, Duration deadline)
      throws NotDurableException {
    try {
      replicate(readings, span, begun, deadline);
    } catch (NotReplicatedException e) {
      throw new NotDurableException(e.category() == FailureCategory.THROTTLED, e);
    }
  }

  private void replicate(List<Reading> readings, Span span, long begun, Duration atMost)
      throws NotReplicatedException {
    try {
      direct
          .send(readings, PublishSpans.traceparent(span))
          .await(atMost.minusNanos(System.nanoTime() - begun));
      metrics.acknowledged(System.nanoTime() - begun);
    } catch (NotReplicatedException e) {
      metrics.failed(e);
      PublishSpans.failed(span, e);
      throw e;
    }
  }

  private void spool(List<Reading> readings, Span span, long begun, Duration deadline)
      throws NotDurableException {
    Span append = spans.beginAppend(span);
    try {
      spool.append(
          SpoolingReadings.record(readings, span), deadline.minusNanos(System.nanoTime() - begun));
    } catch (NotSpooledException e) {
      PublishSpans.failed(append, e);
      PublishSpans.failed(span, e);
      throw new NotDurableException(e.reason() == NotSpooledException.Reason.QUEUE, e);
    } finally {
      append.end();
    }
  }

  /**
   * A sensor that sends without a pause would never come to the end of its backlog if all it sends
   * went behind it. So near the end new readings wait a moment instead.
   */
  private void awaitEndOfBacklog(List<Reading> readings) {
    Backlog backlog = spool.backlog();
    long begun = System.nanoTime();
    while (backlog.readings() <= NEAR_THE_END
        && System.nanoTime() - begun < PATIENCE_NANOS
        && !Thread.currentThread().isInterrupted()
        && readings.stream().anyMatch(reading -> backlog.holds(SpoolingReadings.stripe(reading)))) {
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private List<Reading> withoutBacklog(List<Reading> readings) {
    // A sensor is asked for once: its backlog may be sent between two of its readings.
    var held = new HashSet<Character>();
    return readings.stream()
        .filter(reading -> {
          char stripe = SpoolingReadings.stripe(reading);
          if (!held.contains(stripe) && !spool.backlog().holds(stripe)) {
            return true;
          }
          held.add(stripe);
          return false;
        })
        .toList();
  }

  /** The rest, in its order. Not asked of the backlog again, which has changed since. */
  private static List<Reading> withBacklog(List<Reading> readings, List<Reading> free) {
    var rest = new ArrayList<Reading>(readings.size() - free.size());
    int at = 0;
    for (Reading reading : readings) {
      if (at < free.size() && free.get(at) == reading) {
        at++;
      } else {
        rest.add(reading);
      }
    }
    return rest;
  }
}
