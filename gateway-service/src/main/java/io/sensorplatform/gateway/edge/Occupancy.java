package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.origin.Peer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections the public port has, on all event loops, and from whom. */
final class Occupancy {

  private final GuardSettings settings;
  private final AtomicInteger total = new AtomicInteger();
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  Occupancy(GuardSettings settings) {
    this.settings = settings;
  }

  /** Counts a connection, which must be told to {@link #leave} whatever the answer is. */
  Place enter(Peer peer) {
    int all = total.incrementAndGet();
    int own = byAddress.merge(peer.origin().counted(), 1, Integer::sum);
    int most = settings.maxConnections();
    int mostOwn = peer.trusted() ? Integer.MAX_VALUE : settings.maxConnectionsPerAddress();
    if (beyondTelling(all, most) || beyondTelling(own, mostOwn)) {
      return Place.NONE;
    }
    return all > most || own > mostOwn ? Place.TOLD : Place.SERVED;
  }

  void leave(Peer peer) {
    total.decrementAndGet();
    byAddress.computeIfPresent(
        peer.origin().counted(), (unused, count) -> count > 1 ? count - 1 : null);
  }

  int total() {
    return total.get();
  }

  /** Being told costs a place, too: beyond another quarter there is none. */
  private static boolean beyondTelling(int count, int most) {
    return count - 1 > most + (long) most / 4;
  }

  /** What a connection gets. */
  enum Place {
    SERVED,
    /** Its first request is answered with 503. */
    TOLD,
    /** It is closed at once. */
    NONE
  }
}
