package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.origin.Origins;
import io.sensorplatform.gateway.telemetry.GatewayMeters;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The callers' connections of one event loop. Closes those that had no request for a while (the
 * server's own idle timeout would also cut a quiet stream of events), those that do not get on with
 * the head of one, and at the end all.
 */
final class Connections {

  private static final long CONTROL_WINDOW = TimeUnit.SECONDS.toNanos(10);
  private static final int ENHANCE_YOUR_CALM = 0xb;
  private static final int ANY_STREAM = Integer.MAX_VALUE;

  private final Map<HttpConnection, Caller> open = new IdentityHashMap<>();
  private final EdgeSettings settings;
  private final GuardSettings guard;
  private final Origins origins;
  private final Occupancy occupancy;
  private final GatewayMeters meters;
  private boolean leaving;
  private boolean lastCall;

  Connections(
      EdgeSettings settings,
      GuardSettings guard,
      Origins origins,
      Occupancy occupancy,
      GatewayMeters meters) {
    this.settings = settings;
    this.guard = guard;
    this.origins = origins;
    this.occupancy = occupancy;
    this.meters = meters;
  }

  void opened(HttpConnection connection) {
    var server = (HttpServerConnection) connection;
    var peer = origins.peer(connection.remoteAddress().hostAddress(), connection.isSsl());
    Occupancy.Place place = occupancy.enter(peer);
    var caller =
        new Caller(
            connection, origins, peer, place != Occupancy.Place.SERVED, HeadWatch.http2(server));
    open.put(connection, caller);
    connection.closeHandler(unused -> {
      open.remove(connection);
      occupancy.leave(peer);
    });
    if (place != Occupancy.Place.SERVED) {
      meters.connectionRefused();
    }
    if (place == Occupancy.Place.NONE) {
      connection.close();
      return;
    }
    HeadWatch.watch(server, caller);
    if (caller.http2()) {
      connection.pingHandler(unused -> control(caller));
      connection.remoteSettingsHandler(unused -> control(caller));
    }
    if (leaving) {
      leave(caller);
    }
  }

  /** The caller of a request's connection. */
  Caller of(HttpConnection connection) {
    Caller caller = open.get(connection);
    if (caller == null) {
      throw new IllegalStateException("a request came on a connection that is closed");
    }
    return caller;
  }

  /** Closes what has waited too long; to be called about once a second. */
  void sweep() {
    long now = System.nanoTime();
    // A copy: closing removes from the map.
    for (Caller caller : new ArrayList<>(open.values())) {
      if (caller.headNanos(now) > guard.headTimeout().toNanos()) {
        meters.connectionCut("slow-head");
        HeadWatch.refuseHead(
            (HttpServerConnection) caller.connection(),
            "The header fields did not all come within %d ms."
                .formatted(guard.headTimeout().toMillis()));
      } else if (caller.idle() && caller.idleNanos(now) >= patience(caller).toNanos()) {
        caller.connection().close();
      }
    }
  }

  /** From now on every answer tells its caller to go elsewhere. New connections are still taken. */
  void leave() {
    leaving = true;
    open.values().forEach(Connections::leave);
  }

  /**
   * No new connections come any more. Who has a request gets its answer; who is idle may send one
   * more for a moment, since it may be under way already.
   *
   * @param left until all is cut off
   */
  void lastCall(Duration left) {
    leave();
    lastCall = true;
    for (Caller caller : new ArrayList<>(open.values())) {
      if (caller.http2()) {
        // The second GOAWAY, which names the last stream that will be served (RFC 9113 s6.8).
        caller.connection().shutdown(left.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private Duration patience(Caller caller) {
    if (lastCall) {
      return settings.drainIdle();
    }
    return caller.served() ? settings.idleTimeout() : guard.headTimeout();
  }

  private static void leave(Caller caller) {
    if (!caller.leaving()) {
      caller.leave();
      if (caller.http2()) {
        caller.connection().goAway(0, ANY_STREAM);
      }
    }
  }

  private void control(Caller caller) {
    if (caller.control(guard.maxControlFrames(), CONTROL_WINDOW)) {
      meters.connectionCut("control-flood");
      caller.connection().goAway(ENHANCE_YOUR_CALM);
      caller.connection().close();
    }
  }
}
