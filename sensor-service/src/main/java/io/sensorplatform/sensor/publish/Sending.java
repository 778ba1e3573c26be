package io.sensorplatform.sensor.publish;

import io.opentelemetry.api.trace.Span;
import io.sensorplatform.sensor.spool.SpoolRecord;
import io.sensorplatform.sensor.spool.SpoolSource.Queued;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A record of the spool on its way to Kafka, reading by reading. */
final class Sending {

  private static final byte TO_SEND = 0;
  private static final byte DONE = 1;

  private final Queued queued;
  private final long bytes;
  private final byte[] states;
  private final @Nullable Exception[] failures;
  // Changed by the producer's thread; what it wrote before is seen by who reads 0 here.
  private final AtomicInteger outstanding = new AtomicInteger();
  private @Nullable Span span;

  Sending(Queued queued) {
    this.queued = queued;
    this.bytes = queued.record().readings().stream().mapToLong(reading -> reading.length).sum();
    this.states = new byte[queued.record().count()];
    this.failures = new Exception[states.length];
  }

  long id() {
    return queued.id();
  }

  SpoolRecord record() {
    return queued.record();
  }

  long bytes() {
    return bytes;
  }

  /** The span of its way to Kafka, begun when it is first sent, and how often it may be. */
  Span span(Supplier<Span> begin) {
    Span known = span;
    if (known == null) {
      known = begin.get();
      span = known;
    } else {
      known.addEvent("sent again");
    }
    return known;
  }

  /** Every reading is on Kafka, or set aside. */
  void ended() {
    if (span != null) {
      span.end();
    }
  }

  /** Whether every reading that was handed over has been answered. */
  boolean isSettled() {
    return outstanding.get() == 0;
  }

  /** Whether every reading is on Kafka, or set aside. */
  boolean isDone() {
    if (!isSettled()) {
      return false;
    }
    for (byte state : states) {
      if (state != DONE) {
        return false;
      }
    }
    return true;
  }

  boolean isToSend(int index) {
    return states[index] == TO_SEND;
  }

  void handedOver() {
    outstanding.incrementAndGet();
  }

  void allHandedOver(Runnable settled) {
    if (outstanding.decrementAndGet() == 0) {
      settled.run();
    }
  }

  /** Told by the producer. */
  void answered(int index, @Nullable Exception failure, Runnable settled) {
    failures[index] = failure;
    if (failure == null) {
      states[index] = DONE;
    }
    if (outstanding.decrementAndGet() == 0) {
      settled.run();
    }
  }

  /** Why a reading was not taken; null if it was, or was not answered. */
  @Nullable Exception failure(int index) {
    return failures[index];
  }

  void setAside(int index) {
    states[index] = DONE;
  }

  /**
   * Once settled: what failed is to be sent again, and with it, in their order, all later readings
   * of the same sensors.
   *
   * @param again stripes of the sensors that must be sent again, from the records before
   */
  void sendAgain(BitSet again) {
    for (int i = 0; i < states.length; i++) {
      char stripe = queued.record().stripes()[i];
      if (states[i] == TO_SEND) {
        again.set(stripe);
      } else if (again.get(stripe)) {
        states[i] = TO_SEND;
      }
      failures[i] = null;
    }
  }
}
