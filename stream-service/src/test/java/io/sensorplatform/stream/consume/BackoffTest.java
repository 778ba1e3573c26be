package io.sensorplatform.stream.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doublesFromOneSecondToSixteenAndStaysThere() {
    var backoff = new Backoff(always(0));
    assertThat(Stream.generate(() -> backoff.next().toMillis()).limit(7))
        .isEqualTo(List.of(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 16_000L, 16_000L));
    assertThat(backoff.failures()).isEqualTo(7);
  }

  @Test
  void isShortenedByAQuarterAtMost() {
    assertThat(new Backoff(always(0.999_999)).next().toMillis()).isBetween(750L, 751L);
  }

  @Test
  void beginsAnewAfterSuccess() {
    var backoff = new Backoff(always(0));
    backoff.next();
    backoff.next();
    backoff.reset();
    assertThat(backoff.failures()).isZero();
    assertThat(backoff.next()).hasSeconds(1);
  }

  private static RandomGenerator always(double value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public double nextDouble() {
        return value;
      }
    };
  }
}
