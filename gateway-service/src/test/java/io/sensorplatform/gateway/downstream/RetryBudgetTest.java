package io.sensorplatform.gateway.downstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private final RetryBudget budget = new RetryBudget(0.1, 5);

  @Test
  void reserveIsThereFromTheStart() {
    assertThat(taken(10)).isEqualTo(5);
  }

  @Test
  void everyTenthRequestPaysForOne() {
    taken(5);
    int repeated = 0;
    for (int i = 0; i < 1_000; i++) {
      budget.request();
      repeated += taken(1);
    }
    assertThat(repeated).isEqualTo(100);
  }

  @Test
  void savingsAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      budget.request();
    }
    assertThat(budget.left()).isEqualTo(5);
  }

  @Test
  void noShareMeansNoRetries() {
    assertThat(new RetryBudget(0, 5).take()).isFalse();
  }

  private int taken(int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; i++) {
      taken += budget.take() ? 1 : 0;
    }
    return taken;
  }
}
