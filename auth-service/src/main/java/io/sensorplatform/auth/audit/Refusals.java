package io.sensorplatform.auth.audit;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Notes attempts that were refused, so that somebody who tries without end cannot fill the disk:
 * those of the same kind become one row with a count, written soon the first time and then less and
 * less often; and there are only so many rows in an hour, whatever is tried. Written behind the
 * answers; the last seconds are lost if the process is killed.
 */
@Component
public final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /** Kinds at a time; more are counted as one. */
  static final int MAX_KINDS = 10_000;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final AuditLog audit;
  private final RefusedCallers callers;
  private final Clock clock;
  private final RowBudget budget;
  private final Map<Kind, Noted> noted = new HashMap<>();

  Refusals(AuditLog audit, RefusedCallers callers, Clock clock, AuditSettings settings) {
    this.audit = audit;
    this.callers = callers;
    this.clock = clock;
    this.budget = new RowBudget(settings.refusalsPerHour(), clock.instant());
  }

  /** What is counted together: the act as if it had happened once, and from where. */
  private record Kind(Act act, @Nullable String address) {}

  /** What no longer fits. */
  private static final Kind MANY =
      new Kind(Act.refused("(many)", "refusals", "", null, "too many kinds"), null);

  private static final class Noted {
    private final @Nullable String traceId;
    private long count;
    private Instant due;
    private Duration pause = FIRST_PAUSE;

    Noted(@Nullable String traceId, Instant due) {
      this.traceId = traceId;
      this.due = due;
    }
  }

  /**
   * @param who as presented: whoever is not known here is written down as unknown, because people
   *     type passwords where the name belongs
   */
  public void note(String who, String what, String object, String why) {
    Origin origin = Origin.current();
    Act act = Act.refused(who, what, object, null, why).printable();
    note(new Kind(act, origin.address()), origin.traceId(), 1);
  }

  /** The same of another service: so many times, from where, and in which trace at first. */
  void noteFrom(Act act, Origin origin) {
    Act one = act.times(1).printable();
    note(new Kind(one, origin.address()), origin.traceId(), act.count());
  }

  private synchronized void note(Kind kind, @Nullable String traceId, long count) {
    Kind kept = noted.size() < MAX_KINDS || noted.containsKey(kind) ? kind : MANY;
    noted.computeIfAbsent(kept, key -> new Noted(traceId, clock.instant())).count += count;
  }

  @PreDestroy
  @Scheduled(
      fixedDelayString = "${platform.auth.audit.refusals-interval:2s}",
      initialDelayString = "${platform.auth.audit.refusals-interval:2s}")
  void write() {
    List<Kind> kinds = new ArrayList<>();
    List<AuditLog.From> due = new ArrayList<>();
    take(kinds, due);
    if (due.isEmpty()) {
      return;
    }
    try {
      audit.writeFrom(callers.known(due));
    } catch (DataAccessException | TransactionException e) {
      log.warn("{} refused attempts are not written down yet; trying again later", due.size());
      for (int i = 0; i < due.size(); i++) {
        note(kinds.get(i), due.get(i).origin().traceId(), due.get(i).act().count());
      }
    }
  }

  private synchronized void take(List<Kind> kinds, List<AuditLog.From> due) {
    Instant now = clock.instant();
    Iterator<Map.Entry<Kind, Noted>> all = noted.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Kind, Noted> entry = all.next();
      Noted one = entry.getValue();
      if (now.isBefore(one.due)) {
        continue;
      }
      if (one.count == 0) {
        all.remove();
      } else if (budget.take(now)) {
        kinds.add(entry.getKey());
        due.add(act(entry.getKey(), one));
        one.count = 0;
        one.due = now.plus(one.pause);
        Duration next = one.pause.multipliedBy(4);
        one.pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
      }
    }
  }

  private static AuditLog.From act(Kind kind, Noted noted) {
    return new AuditLog.From(
        kind.act().times(noted.count), new Origin(kind.address(), noted.traceId));
  }
}
