package io.sensorplatform.gateway.edge;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The callers' connections of one event loop. Closes those that had no request for a while; the
 * server's own idle timeout would also cut a quiet stream of events.
 */
final class Connections {

  private final Map<HttpConnection, State> open = new IdentityHashMap<>();
  private final long idleNanos;

  Connections(Duration idle) {
    this.idleNanos = idle.toNanos();
  }

  void opened(HttpConnection connection) {
    open.put(connection, new State());
    connection.closeHandler(unused -> open.remove(connection));
  }

  void begin(HttpConnection connection) {
    State state = open.get(connection);
    if (state != null) {
      state.running++;
    }
  }

  void end(HttpConnection connection) {
    State state = open.get(connection);
    if (state != null) {
      state.running--;
      state.since = System.nanoTime();
    }
  }

  void closeIdle() {
    long now = System.nanoTime();
    // A copy: closing removes from the map.
    for (var entry : new ArrayList<>(open.entrySet())) {
      State state = entry.getValue();
      if (state.running == 0 && now - state.since >= idleNanos) {
        entry.getKey().close();
      }
    }
  }

  private static final class State {
    private int running;
    private long since = System.nanoTime();
  }
}
