package io.sensorplatform.local.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far the replay is: one line that moves on a terminal, a plain line every two seconds
 * elsewhere.
 */
final class Progress {
  private static final int BAR = 30;
  private static final Duration TERMINAL_PACE = Duration.ofMillis(100);
  private static final Duration PLAIN_PACE = Duration.ofSeconds(2);

  private final PrintStream out;
  private final boolean terminal;
  private final int total;
  private final LongSupplier nanos;

  private long start;
  private int accepted;
  private int waits;
  private String note = "";
  private long shownAt;
  private int shownAccepted;
  private double rate;

  /**
   * @param nanos a clock like {@link System#nanoTime()}
   */
  Progress(PrintStream out, boolean terminal, int total, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.total = total;
    this.nanos = nanos;
  }

  synchronized void begin() {
    start = nanos.getAsLong();
    shownAt = start;
  }

  synchronized void accepted(int readings) {
    accepted += readings;
    note = "";
    showIfDue();
  }

  /** A device was told to wait. */
  synchronized void waiting(String reason, Duration length) {
    waits++;
    note = String.format(Locale.ROOT, "waiting %.1f s: %s", length.toMillis() / 1e3, reason);
    // Longer waits would otherwise look like a hang.
    if (length.compareTo(PLAIN_PACE) >= 0) {
      show();
    } else {
      showIfDue();
    }
  }

  /** The last state; the line is finished. */
  synchronized void end() {
    note = "";
    show();
    if (terminal) {
      out.println();
    }
    out.flush();
  }

  synchronized int waits() {
    return waits;
  }

  synchronized Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }

  private void showIfDue() {
    Duration pace = terminal ? TERMINAL_PACE : PLAIN_PACE;
    if (nanos.getAsLong() - shownAt >= pace.toNanos()) {
      show();
    }
  }

  private void show() {
    long now = nanos.getAsLong();
    double seconds = (now - shownAt) / 1e9;
    if (seconds > 0.05) {
      double latest = (accepted - shownAccepted) / seconds;
      // On a terminal ten values a second: smoothed, or nobody could read them.
      rate = !terminal || rate == 0 ? latest : 0.8 * rate + 0.2 * latest;
      shownAt = now;
      shownAccepted = accepted;
    }
    String figures =
        String.format(
            Locale.ROOT,
            "%3d%%  %,d of %,d  %,.0f readings/s",
            total == 0 ? 100 : 100L * accepted / total,
            accepted,
            total,
            accepted == total ? accepted / Math.max(1e-3, elapsed().toMillis() / 1e3) : rate);
    String line = note.isEmpty() ? figures : figures + "  " + note;
    if (terminal) {
      int done = total == 0 ? BAR : (int) ((long) BAR * accepted / total);
      String text = "  [" + "#".repeat(done) + "-".repeat(BAR - done) + "] " + line;
      // Back to the start, the text, and what an earlier longer text left behind it.
      out.print("\r" + (text.length() > 110 ? text.substring(0, 110) : text) + "\u001b[K");
      out.flush();
    } else {
      out.println("  " + line);
    }
  }
}
