package io.sensorplatform.local.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Replays the shipped data sets through the public API and counts what arrived where.
 *
 * <p>For the command line: {@code new Demo(platform, System.out, System.console() != null,
 * Clock.systemUTC()).run(rate)} answers false when something is missing at the end, and throws
 * {@link DemoFailedException} with a message for the user when it cannot go on.
 */
public final class Demo {
  /** Inside the default acceptance window of 30 days, with time to spare for a slow replay. */
  static final Duration WINDOW = Duration.ofDays(28);

  /** How long one request is repeated. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Locally the archiver cuts an object after 5 s. */
  private static final Duration ARRIVAL = Duration.ofSeconds(90);

  private final DemoPlatform platform;
  private final PrintStream out;
  private final boolean terminal;
  private final Clock clock;

  /**
   * @param terminal whether {@code out} can move its cursor
   */
  public Demo(DemoPlatform platform, PrintStream out, boolean terminal, Clock clock) {
    this.platform = platform;
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  /** What one device will send. */
  private record Part(DeviceToken token, List<DemoReading> readings) {}

  /**
   * @param rate readings per second; empty: as fast as they are accepted
   * @return whether every reading was accepted, stored and archived
   */
  public boolean run(OptionalInt rate) throws InterruptedException {
    Instant now = clock.instant();
    List<DataSet> sets = DataSet.shipped();
    int total = sets.stream().mapToInt(DataSet::readings).sum();
    introduce(sets, total, now);

    var sensorIds = sets.stream().flatMap(set -> set.sensorIds().stream()).toList();
    var arrival = new Arrival(platform, sensorIds, now, ARRIVAL, out);
    arrival.countBefore();

    var progress = new Progress(out, terminal, total, System::nanoTime);
    var gateway = new Gateway(platform.gateway(), PATIENCE, clock, progress::waiting);
    List<Part> parts = enlist(sets, now);
    say("Replay");
    Replay.Sent sent = replay(parts, gateway, new Pace(rate), progress);
    tell(sent, total, progress);

    boolean stored = arrival.awaitStored(sent.accepted());
    boolean archived = arrival.awaitArchived(sent.accepted());
    out.println();
    out.print(new NextSteps(platform).text());
    return sent.accepted().size() == total && stored && archived;
  }

  private void introduce(List<DataSet> sets, int total, Instant now) {
    say("Demo: %,d real readings through %s", total, platform.gateway());
    for (DataSet set : sets) {
      Timeline timeline = Timeline.of(set, now, WINDOW);
      say(
          "  %s: %,d rows, %,d readings of %d sensors, %s to %s",
          set.file(),
          set.rows(),
          set.readings(),
          set.sensorIds().size(),
          timeline.first().toLocalDate(),
          timeline.last().toLocalDate());
      say(
          "    laid evenly over the last %d days, ending %s: time runs %.0f times as fast",
          WINDOW.toDays(), timeline.end().truncatedTo(ChronoUnit.SECONDS), timeline.factor());
      for (String column : set.leftOut()) {
        say("    left out: column \"%s\", which is text; a reading is a number", column);
      }
    }
    say(
        "  Compressed, because the platform accepts readings of the last 30 days only (a setting).");
    say("  Data: NOAA, public domain, as packaged in vega-datasets (BSD-3-Clause).");
  }

  private List<Part> enlist(List<DataSet> sets, Instant now) {
    say("Fleet");
    var devices = platform.devices();
    List<Part> parts = new ArrayList<>();
    for (DataSet set : sets) {
      Timeline timeline = Timeline.of(set, now, WINDOW);
      for (DataSet.Track track : set.tracks()) {
        devices.register().accept(track.device(), List.of(track.prefix()));
        var token = new DeviceToken(() -> devices.token().apply(track.device()), clock);
        // Here, so that a device that cannot send stops the demo before it begins.
        token.current();
        say("  %-22s may write and read %s*", track.device(), track.prefix());
        parts.add(new Part(token, timeline.shift(track)));
      }
    }
    return parts;
  }

  private Replay.Sent replay(List<Part> parts, Gateway gateway, Pace pace, Progress progress)
      throws InterruptedException {
    progress.begin();
    Replay.Sent sent = Replay.Sent.nothing();
    try (var devices = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Replay.Sent>> running =
          parts.stream()
              .map(part ->
                  devices.submit(() ->
                      new Replay(gateway, pace, progress).send(part.token(), part.readings())))
              .toList();
      try {
        for (Future<Replay.Sent> device : running) {
          sent = sent.plus(device.get());
        }
      } catch (ExecutionException e) {
        devices.shutdownNow();
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new DemoFailedException("the replay broke: " + e.getCause(), e);
      } finally {
        progress.end();
      }
    }
    return sent;
  }

  private void tell(Replay.Sent sent, int total, Progress progress) {
    double seconds = progress.elapsed().toMillis() / 1e3;
    say(
        "Accepted  %,d of %,d in %.1f s (%,.0f/s), %,d requests, %,d waits as told by Retry-After",
        sent.accepted().size(),
        total,
        seconds,
        sent.accepted().size() / seconds,
        sent.requests(),
        progress.waits());
    if (sent.spooled() > 0) {
      say("          %,d of them by way of the spool, while Kafka was away", sent.spooled());
    }
    if (sent.rejected() > 0) {
      say("          %,d rejected, the first: %s", sent.rejected(), sent.firstError());
    }
  }

  private void say(String format, @Nullable Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
  }
}
