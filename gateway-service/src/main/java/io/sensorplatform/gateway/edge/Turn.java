package io.sensorplatform.gateway.edge;

import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.admission.Lane;
import io.sensorplatform.gateway.downstream.Breaker;
import io.sensorplatform.gateway.downstream.Downstream;
import io.vertx.core.Context;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A request between its checks and its service: it may call, and waits for its place if it must.
 * Its body waits unread meanwhile. Lives on the request's event loop.
 */
final class Turn implements Lane.Waiter {

  private final Context loop;
  private final Downstream downstream;
  private final Breaker.Permit permit;
  private final BiConsumer<Breaker.Permit, Lane.Place> go;
  private final Consumer<ProblemException> refused;
  private boolean over;

  /**
   * @param go takes the permit and the place once the request may be sent
   * @param refused takes why it may not
   */
  Turn(
      Context loop,
      Downstream downstream,
      BiConsumer<Breaker.Permit, Lane.Place> go,
      Consumer<ProblemException> refused) {
    this.loop = loop;
    this.downstream = downstream;
    this.go = go;
    this.refused = refused;
    this.permit = downstream.breaker().enter();
  }

  /**
   * @throws ProblemException OVERLOADED
   */
  void take(Lane lane, String caller) {
    Lane.Place free;
    try {
      free = lane.enter(caller, this);
    } catch (ProblemException refusal) {
      abandon();
      throw refusal;
    }
    if (free != null) {
      over = true;
      go.accept(permit, free);
    }
  }

  /** Nobody waits any more. */
  void abandon() {
    if (!over) {
      over = true;
      permit.abandoned();
    }
  }

  @Override
  public void admitted(Lane.Place place) {
    loop.runOnContext(unused -> {
      if (over) {
        place.leave();
        return;
      }
      try {
        downstream.breaker().requireNotOpen();
      } catch (ProblemException refusal) {
        abandon();
        place.leave();
        refused.accept(refusal);
        return;
      }
      over = true;
      go.accept(permit, place);
    });
  }

  @Override
  public void shed(ProblemException refusal) {
    loop.runOnContext(unused -> {
      if (!over) {
        abandon();
        refused.accept(refusal);
      }
    });
  }
}
