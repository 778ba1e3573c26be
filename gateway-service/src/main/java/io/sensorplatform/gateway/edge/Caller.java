package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.origin.Origin;
import io.sensorplatform.gateway.origin.Origins;
import io.sensorplatform.gateway.origin.Peer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;

/**
 * One connection of a caller: who it is, and what it does at the moment. Lives on one event loop.
 */
final class Caller {

  private static final long NONE = -1;

  private final HttpConnection connection;
  private final Origins origins;
  private final Peer peer;
  private final boolean refused;
  private final boolean http2;
  private int running;
  private boolean served;
  private boolean leaving;
  private boolean answeredLast;
  private Runnable brokenBody = () -> {};
  private long since = System.nanoTime();
  private long head = NONE;
  private long controlWindow = System.nanoTime();
  private int controlFrames;

  Caller(HttpConnection connection, Origins origins, Peer peer, boolean refused, boolean http2) {
    this.connection = connection;
    this.origins = origins;
    this.peer = peer;
    this.refused = refused;
    this.http2 = http2;
  }

  /** Where a request on this connection comes from. */
  Origin origin(HttpServerRequest request) {
    return peer.trusted() ? origins.of(peer, request.headers()::getAll) : peer.origin();
  }

  /** A request begins, or something else for which the connection must stay. */
  void begin() {
    running++;
    served = true;
    head = NONE;
  }

  void end() {
    running--;
    since = System.nanoTime();
  }

  /** Bytes came. The first ones after a request are the head of the next. */
  void received() {
    if (running == 0 && head == NONE && !http2) {
      head = System.nanoTime() | 1;
    }
  }

  /** Counts a ping or settings; whether it was one too many. */
  boolean control(int most, long windowNanos) {
    long now = System.nanoTime();
    if (now - controlWindow > windowNanos) {
      controlWindow = now;
      controlFrames = 0;
    }
    return ++controlFrames > most;
  }

  /** The port closes soon: whoever is served now is told to go elsewhere. */
  void leave() {
    leaving = true;
    if (running == 0) {
      since = System.nanoTime();
    }
  }

  /** The answer under way is the last one; what still comes is nobody's request. */
  void lastAnswer() {
    answeredLast = true;
  }

  boolean answeredLast() {
    return answeredLast;
  }

  /** Takes what to do once the body of the request under way turns out not to be HTTP. */
  void onBrokenBody(Runnable action) {
    brokenBody = action;
  }

  void brokenBody() {
    brokenBody.run();
  }

  boolean leaving() {
    return leaving;
  }

  /** Whether there was no room for this connection. */
  boolean refused() {
    return refused;
  }

  boolean http2() {
    return http2;
  }

  Peer peer() {
    return peer;
  }

  HttpConnection connection() {
    return connection;
  }

  /** Whether it neither has a request nor has begun to send one. */
  boolean idle() {
    return running == 0 && head == NONE;
  }

  /** Whether it ever had a request. */
  boolean served() {
    return served;
  }

  /** For how long it has been idle. */
  long idleNanos(long now) {
    return now - since;
  }

  /** For how long it has been sending a head; negative if it is not. */
  long headNanos(long now) {
    return running == 0 && head != NONE ? now - head : NONE;
  }
}
