package io.sensorplatform.local.demo;

import io.sensorplatform.local.server.Wait;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Waits until what was accepted is found again, by identity and value, in PostgreSQL and in the
 * archive; says what is missing when that takes too long.
 */
final class Arrival {
  /** Rows and objects of this run are not older than it, but a clock may have been set back. */
  private static final Duration CLOCK_STEP = Duration.ofMinutes(1);

  private final DemoPlatform platform;
  private final StoredReadings stored;
  private final Instant since;
  private final Duration patience;
  private final PrintStream out;
  private OptionalLong before = OptionalLong.empty();

  Arrival(
      DemoPlatform platform,
      List<String> sensorIds,
      Instant start,
      Duration patience,
      PrintStream out) {
    this.patience = patience;
    this.platform = platform;
    this.stored = new StoredReadings(platform.database(), platform.tenant(), sensorIds);
    this.since = start.minus(CLOCK_STEP);
    this.out = out;
  }

  /** Looks who is there already, to tell new rows from replaced ones afterwards. */
  void countBefore() {
    try {
      before = OptionalLong.of(stored.count());
    } catch (SQLException e) {
      say("  PostgreSQL cannot be read now: %s", e.getMessage());
    }
  }

  boolean awaitStored(List<DemoReading> accepted) {
    var tally = new Tally(accepted);
    var trouble = new Trouble();
    Wait.until(
        patience, () -> trouble.isOver(() -> stored.show(tally, since)) && tally.isComplete());
    say("Stored    %s in PostgreSQL%s", figures(tally), rows(accepted.size()));
    return tell(tally, trouble, "stream-service");
  }

  boolean awaitArchived(List<DemoReading> accepted) {
    if (!ArchivedReadings.isPossible()) {
      say("Archived  not counted: DuckDB has no library for this system");
      return true;
    }
    var tally = new Tally(accepted);
    var trouble = new Trouble();
    try (var archive = new ArchivedReadings(platform.objectStore(), platform.tenant())) {
      Wait.until(
          patience,
          () -> trouble.isOver(() -> archive.show(tally::saw, since)) && tally.isComplete());
      say(
          "Archived  %s in %,d new Parquet objects, read back with DuckDB",
          figures(tally), archive.objects());
    }
    return tell(tally, trouble, "stream-service");
  }

  private String rows(int accepted) {
    try {
      long now = stored.count();
      if (before.isEmpty()) {
        return String.format(Locale.ROOT, " (%,d rows of these sensors in all)", now);
      }
      long added = now - before.getAsLong();
      return String.format(
          Locale.ROOT,
          ": %,d rows added, %,d replaced (%,d rows of these sensors in all)",
          added,
          Math.max(0, accepted - added),
          now);
    } catch (SQLException e) {
      return "";
    }
  }

  private static String figures(Tally tally) {
    return String.format(Locale.ROOT, "%,d of %,d", tally.found(), tally.expected());
  }

  private boolean tell(Tally tally, Trouble trouble, String service) {
    if (tally.isComplete()) {
      return true;
    }
    say(
        "          %,d MISSING after %d s%s; see ./platform status and the log of %s",
        tally.expected() - tally.found(),
        patience.toSeconds(),
        tally.differing() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d with another value", tally.differing()),
        service);
    if (trouble.last != null) {
      say("          last error: %s", trouble.last.getMessage());
    }
    return false;
  }

  private void say(String format, @Nullable Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
  }

  private interface Look {
    void run() throws SQLException, IOException;
  }

  /** What kept us from looking; it may pass. */
  private static final class Trouble {
    private @Nullable Exception last;

    boolean isOver(Look look) {
      try {
        look.run();
        last = null;
        return true;
      } catch (SQLException | IOException | SdkException e) {
        last = e;
        return false;
      }
    }
  }
}
