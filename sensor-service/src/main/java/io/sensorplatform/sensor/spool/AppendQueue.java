package io.sensorplatform.sensor.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Records waiting for the disk, bounded in bytes. */
final class AppendQueue {

  private final long limit;
  private final Deque<Append> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;
  private boolean awaited;

  AppendQueue(long limit) {
    this.limit = limit;
  }

  synchronized void add(Append append) throws NotSpooledException {
    if (closed) {
      throw new NotSpooledException(NotSpooledException.Reason.CLOSED, "the spool is closed");
    }
    if (bytes + append.frame().length > limit) {
      throw new NotSpooledException(
          NotSpooledException.Reason.QUEUE, bytes + " bytes wait for the disk already");
    }
    bytes += append.frame().length;
    waiting.addLast(append);
    notifyAll();
  }

  /**
   * All that wait, up to so many bytes but at least one; waits until there is one. Empty once the
   * queue is closed and nothing waits.
   */
  synchronized List<Append> take(int atMost) {
    while (waiting.isEmpty() && !closed) {
      awaited = true;
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody interrupts the writer: a force that is interrupted closes the file.
        throw new IllegalStateException(e);
      }
    }
    awaited = false;
    var taken = new ArrayList<Append>();
    long size = 0;
    while (!waiting.isEmpty() && (taken.isEmpty() || size + next() <= atMost)) {
      Append append = waiting.removeFirst();
      size += append.frame().length;
      taken.add(append);
    }
    bytes -= size;
    return taken;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether nothing waits, and who takes has done all before. */
  synchronized boolean isAwaited() {
    return awaited && waiting.isEmpty();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private int next() {
    return waiting.getFirst().frame().length;
  }
}
