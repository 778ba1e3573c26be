package io.sensorplatform.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RowBudgetTest {

  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void givesAsManyRowsAnHourAsItMay() {
    var budget = new RowBudget(3, START);

    assertThat(taken(budget, START)).isEqualTo(3);
    assertThat(taken(budget, START.plus(Duration.ofMinutes(20)))).isEqualTo(1);
    assertThat(taken(budget, START.plus(Duration.ofDays(7)))).isEqualTo(3);
  }

  @Test
  void survivesAClockThatIsSetBack() {
    var budget = new RowBudget(2, START);

    assertThat(taken(budget, START)).isEqualTo(2);
    assertThat(taken(budget, START.minus(Duration.ofDays(1)))).isZero();
  }

  private static int taken(RowBudget budget, Instant at) {
    int taken = 0;
    while (budget.take(at)) {
      taken++;
    }
    return taken;
  }
}
