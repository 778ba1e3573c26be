package io.sensorplatform.local.load;

import io.sensorplatform.local.access.AccessException;
import io.sensorplatform.local.access.DeviceFleet;
import io.sensorplatform.local.access.DeviceFleet.Member;
import io.sensorplatform.local.demo.ArchivedReadings;
import io.sensorplatform.local.load.LedgerWatch.Book;
import io.sensorplatform.local.stack.Progress;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what was acknowledged is stored and archived, and nothing else is. A request without an
 * answer may have been taken or not, so what is stored is between what was acknowledged and that
 * plus what is unknown (docs/decisions/0035).
 */
final class Oracle {
  private final Target target;
  private final Run run;
  private final DeviceFleet fleet;
  private final List<Member> members;
  private final LedgerWatch ledger;
  private final Clock clock;
  private final Progress progress;
  private final List<String> faults = new ArrayList<>();

  Oracle(
      Target target,
      Run run,
      DeviceFleet fleet,
      List<Member> members,
      Clock clock,
      Progress progress) {
    this.target = target;
    this.run = run;
    this.fleet = fleet;
    this.members = members;
    this.ledger = new LedgerWatch(target.access(), clock);
    this.clock = clock;
    this.progress = progress;
  }

  /** The ledger as it is before a run. */
  Book before() {
    return ledger.now();
  }

  /**
   * @param sentCount distinct readings that the scripts say they sent
   */
  Verdict count(SentReadings sent, long sentCount, Book before) throws InterruptedException {
    long began = clock.millis();
    long acknowledged = sent.acknowledged();
    if (acknowledged == 0) {
      faults.add("nothing was acknowledged: this run has tested nothing");
    }
    if (sentCount < acknowledged + sent.onlyRefused()) {
      faults.add(
          "the journal has more readings than k6 counted as sent (%,d): it is of another run"
              .formatted(sentCount));
    }
    long unknown = Math.max(0, sentCount - acknowledged - sent.onlyRefused());
    long stored = 0;
    @Nullable Found archived = null;
    try {
      progress.say("Waiting until everything is stored and archived.");
      book(
          ledger.settled(before.acknowledged() + acknowledged, target.patience()),
          before,
          acknowledged);
      progress.say("Reading every reading back.");
      var reconciliation =
          new Reconciliation(
              sent,
              unknown,
              sensor ->
                  LoadReading.sensorId(members.get(sensor.device()).prefix(), run.name(), sensor));
      Found found = new StoredCount(target.access(), fleet, members, run).read(sent);
      stored = found.distinct();
      faults.addAll(reconciliation.faults("stored", found));
      archived = archived();
      if (archived != null) {
        faults.addAll(reconciliation.faults("archived", archived));
      }
    } catch (AccessException | IOException | SQLException e) {
      faults.add("it could not be counted: " + e.getMessage());
    }
    return new Verdict(
        sentCount,
        acknowledged,
        unknown,
        sent.onlyRefused(),
        stored,
        archived == null ? null : archived.distinct(),
        archived == null ? null : archived.rows(),
        (clock.millis() - began) / 1000.0,
        faults);
  }

  private @Nullable Found archived() throws IOException, SQLException {
    return target.archive() == null || !ArchivedReadings.isPossible()
        ? null
        : new ArchivedCount(target.archive(), run).read();
  }

  /** Others may write as this tenant at the same time, so the ledger may tell more than ours. */
  private void book(Book after, Book before, long acknowledged) {
    if (after.difference() == null || after.difference() != 0) {
      faults.add("the ledger has a difference of %s".formatted(after.difference()));
    }
    if (after.inFlight() != 0) {
      faults.add(
          "%,d readings are still in flight after %d s"
              .formatted(after.inFlight(), target.patience().toSeconds()));
    }
    if (after.deadLettered() != before.deadLettered()) {
      faults.add(
          "%,d readings became dead letters"
              .formatted(after.deadLettered() - before.deadLettered()));
    }
    atLeast("acknowledged", after.acknowledged() - before.acknowledged(), acknowledged);
    atLeast("stored or replaced", after.processed() - before.processed(), acknowledged);
    long was = before.archived() == null ? 0 : before.archived();
    atLeast("archived", after.archived() == null ? 0 : after.archived() - was, acknowledged);
  }

  private void atLeast(String what, long told, long acknowledged) {
    if (told < acknowledged) {
      faults.add(
          "the ledger knows of %,d %s of this run, but %,d were acknowledged"
              .formatted(told, what, acknowledged));
    }
  }
}
