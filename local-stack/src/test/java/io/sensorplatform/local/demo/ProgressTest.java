package io.sensorplatform.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long nanos = 5;

  @Test
  void printsAPlainLineEveryTwoSecondsWhereThereIsNoTerminal() {
    Progress progress = progress(false);

    for (int i = 0; i < 50; i++) {
      pass(Duration.ofMillis(100));
      progress.accepted(10);
    }
    progress.end();

    assertThat(printed().lines())
        .containsExactly(
            "   20%  200 of 1,000  100 readings/s",
            "   40%  400 of 1,000  100 readings/s", "   50%  500 of 1,000  100 readings/s");
    assertThat(printed()).doesNotContain("\r", "\u001b");
  }

  @Test
  void movesOneLineOnATerminal() {
    Progress progress = progress(true);

    pass(Duration.ofMillis(500));
    progress.accepted(500);

    assertThat(printed())
        .isEqualTo(
            "\r  [###############---------------]  50%  500 of 1,000  1,000 readings/s\u001b[K");
  }

  @Test
  void showsTheMeanRateAtTheEnd() {
    Progress progress = progress(false);

    pass(Duration.ofSeconds(1));
    progress.accepted(400);
    pass(Duration.ofSeconds(3));
    progress.accepted(600);
    progress.end();

    assertThat(printed()).endsWith("  100%  1,000 of 1,000  250 readings/s\n");
  }

  @Test
  void saysAtOnceWhyItWaitsLong() {
    Progress progress = progress(false);

    pass(Duration.ofMillis(100));
    progress.waiting("429 rate-limited", Duration.ofSeconds(5));

    assertThat(printed()).contains("waiting 5.0 s: 429 rate-limited");
    assertThat(progress.waits()).isEqualTo(1);
  }

  private Progress progress(boolean terminal) {
    var progress =
        new Progress(
            new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, 1_000, () -> nanos);
    progress.begin();
    return progress;
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
