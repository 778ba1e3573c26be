package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.downstream.Downstream;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Whether the call of one request is made a second time, and after which pause. */
final class Repeat {

  /** In place of a pause: the call is not made again. */
  static final long NOT = -1;

  /** Why a call had no answer, or none worth passing on. */
  enum Reason {
    /** It broke off; mostly a pooled connection that was stale. */
    CONNECTION,
    /** The connection was refused. */
    CONNECT,
    /** The service is starting or stopping. */
    DRAINING;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Services services;
  private final Downstream downstream;
  private final boolean safe;
  private int times;

  /**
   * @param safe whether the request may be sent twice
   */
  Repeat(Services services, Downstream downstream, boolean safe) {
    this.services = services;
    this.downstream = downstream;
    this.safe = safe;
  }

  /**
   * What a container or a balancer says for a service that starts or stops. A service that says
   * itself when to come back knows better than to be asked again at once.
   */
  static boolean goingDown(HttpClientResponse head) {
    return head.statusCode() == 503 && !head.headers().contains("retry-after");
  }

  /** How often the call was made again. */
  int times() {
    return times;
  }

  /**
   * Milliseconds after which to make the call again; {@link #NOT} if it is not safe, was done
   * already, would be too late, or the budget is used up.
   */
  long after(Reason reason, Duration left) {
    if (!safe || times > 0) {
      return NOT;
    }
    // A stale connection is replaced at once; what goes down or comes up needs a moment.
    long longest = services.downstreams().backoff().toMillis();
    long pause =
        reason == Reason.CONNECTION ? 0 : 1 + ThreadLocalRandom.current().nextLong(longest + 1);
    if (left.toMillis() <= pause) {
      return NOT;
    }
    boolean granted = downstream.retries().take();
    services.meters().repeated(downstream.name(), reason.tag(), granted);
    if (!granted) {
      return NOT;
    }
    times++;
    return pause;
  }
}
