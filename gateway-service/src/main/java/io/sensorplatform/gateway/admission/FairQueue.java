package io.sensorplatform.gateway.admission;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, by caller: callers take turns, and each one's requests keep their order. So a caller
 * with a thousand requests waits behind itself, not others behind it. Not safe for several threads.
 *
 * @param <T> what waits
 */
final class FairQueue<T> {

  /** One that waits, and since when. */
  record Waiting<T>(T what, long since) {}

  private final Map<String, ArrayDeque<Waiting<T>>> byCaller = new LinkedHashMap<>();
  private int size;

  int size() {
    return size;
  }

  /** How many callers wait. */
  int callers() {
    return byCaller.size();
  }

  void add(String caller, T what, long now) {
    byCaller
        .computeIfAbsent(caller, unused -> new ArrayDeque<>(4))
        .addLast(new Waiting<>(what, now));
    size++;
  }

  /** Whose turn it is; null if nobody waits. */
  @Nullable Waiting<T> next() {
    var turn = byCaller.entrySet().iterator();
    if (!turn.hasNext()) {
      return null;
    }
    var caller = turn.next();
    turn.remove();
    Waiting<T> first = caller.getValue().pollFirst();
    if (!caller.getValue().isEmpty()) {
      byCaller.put(caller.getKey(), caller.getValue());
    }
    size--;
    return first;
  }

  /**
   * Removes the newest request of the caller with the most; null if that would be this caller, or
   * one with no more than it would have.
   */
  @Nullable T dropFromLongest(String except) {
    if (size == byCaller.size()) {
      return null;
    }
    ArrayDeque<Waiting<T>> longest = null;
    for (ArrayDeque<Waiting<T>> waiting : byCaller.values()) {
      if (longest == null || waiting.size() > longest.size()) {
        longest = waiting;
      }
    }
    var own = byCaller.get(except);
    if (longest == null || own != null && own.size() + 1 >= longest.size()) {
      return null;
    }
    Waiting<T> newest = longest.pollLast();
    size--;
    return newest == null ? null : newest.what();
  }

  /** Removes all that came before this instant. */
  void removeBefore(long instant, Consumer<T> removed) {
    for (Iterator<ArrayDeque<Waiting<T>>> callers = byCaller.values().iterator();
        callers.hasNext(); ) {
      ArrayDeque<Waiting<T>> waiting = callers.next();
      Waiting<T> first = waiting.peekFirst();
      while (first != null && first.since() - instant < 0) {
        waiting.pollFirst();
        size--;
        removed.accept(first.what());
        first = waiting.peekFirst();
      }
      if (waiting.isEmpty()) {
        callers.remove();
      }
    }
  }
}
