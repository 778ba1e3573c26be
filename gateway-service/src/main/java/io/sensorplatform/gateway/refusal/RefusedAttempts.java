package io.sensorplatform.gateway.refusal;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.gateway.access.ClaimedSubject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Counts refused attempts by kind until they are told. Holds so many kinds and no more, whatever is
 * tried; nothing here waits for anybody.
 */
@Component
public final class RefusedAttempts {

  private final int maxKinds;
  private final String keeper;
  private Map<Kind, Counted> counts = new HashMap<>();

  RefusedAttempts(RefusalSettings settings) {
    this.maxKinds = settings.maxKinds();
    this.keeper = settings.keeper();
  }

  /**
   * What is counted together.
   *
   * @param who as the token claims, which nobody has verified; empty: no token tells
   * @param call method and path of the route, never what was asked for
   */
  private record Kind(String who, String address, String call, String why) {}

  /** What no longer fits. */
  private static final Kind MANY = new Kind("", "", "(many)", "too many kinds");

  /**
   * So many of one kind.
   *
   * @param traceId of the first
   */
  record Counted(String who, String address, String call, String why, String traceId, long count) {}

  /**
   * The gateway answers with a problem. A token that has run out is no attempt: each device has one
   * four times an hour.
   *
   * @param authorization every Authorization header
   */
  public void note(
      ProblemCode code, String call, List<String> authorization, String address, String traceId) {
    if (code != ProblemCode.TOKEN_EXPIRED) {
      note(code.status(), code.code(), call, authorization, address, traceId);
    }
  }

  /**
   * A service has answered.
   *
   * @param service its name
   */
  public void note(
      String service,
      int status,
      String call,
      List<String> authorization,
      String address,
      String traceId) {
    if (!service.equals(keeper)) {
      note(status, Integer.toString(status), call, authorization, address, traceId);
    }
  }

  private void note(
      int status,
      String why,
      String call,
      List<String> authorization,
      String address,
      String traceId) {
    if (status == 401 || status == 403) {
      add(new Kind(ClaimedSubject.of(authorization), address, call, why), traceId, 1);
    }
  }

  private synchronized void add(Kind kind, String traceId, long count) {
    Kind kept = counts.size() < maxKinds || counts.containsKey(kind) ? kind : MANY;
    counts.merge(
        kept,
        new Counted(kept.who(), kept.address(), kept.call(), kept.why(), traceId, count),
        (old, more) ->
            new Counted(
                old.who(),
                old.address(),
                old.call(),
                old.why(),
                old.traceId(),
                old.count() + more.count()));
  }

  /** All that were counted since the last time. */
  synchronized List<Counted> take() {
    if (counts.isEmpty()) {
      return List.of();
    }
    List<Counted> taken = new ArrayList<>(counts.values());
    counts = new HashMap<>();
    return taken;
  }

  /** Counts again what could not be told. */
  void giveBack(List<Counted> taken) {
    taken.forEach(one ->
        add(new Kind(one.who(), one.address(), one.call(), one.why()), one.traceId(), one.count()));
  }
}
