package io.sensorplatform.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally =
      new Tally(List.of(new DemoReading("a", 1, 1.5, "m"), new DemoReading("a", 2, 2.5, "m")));

  @Test
  void isCompleteWhenEachReadingWasSeenWithItsValue() {
    tally.saw("a", 1, 1.5);
    assertThat(tally.isComplete()).isFalse();
    tally.saw("a", 2, 2.5);

    assertThat(tally.isComplete()).isTrue();
    assertThat(tally.found()).isEqualTo(2);
  }

  @Test
  void countsNothingTwiceAndNothingThatNobodyWaitsFor() {
    tally.saw("a", 1, 1.5);
    tally.saw("a", 1, 1.5);
    tally.saw("b", 1, 1.5);

    assertThat(tally.found()).isEqualTo(1);
    assertThat(tally.expected()).isEqualTo(2);
  }

  @Test
  void tellsAnotherValueFromTheOneThatWasSent() {
    tally.saw("a", 1, 9.5);

    assertThat(tally.found()).isZero();
    assertThat(tally.differing()).isEqualTo(1);

    tally.saw("a", 1, 1.5);
    assertThat(tally.differing()).as("the right one came later").isZero();
  }
}
