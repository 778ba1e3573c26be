package io.sensorplatform.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.limit.LimitSettings.Limit;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
  private final Limits limits =
      new Limits(
          new LimitSettings(Map.of("writes", new Limit(20, 50), "token", new Limit(3, 5)), 1_000),
          nanos::get,
          null);

  @Test
  void burstPassesAtOnceAndTheNextOneWaits() {
    for (int i = 0; i < 50; i++) {
      assertThat(limits.take("writes", "d1", "::1").granted()).isTrue();
    }
    Allowance refused = limits.take("writes", "d1", "::1");
    assertThat(refused.granted()).isFalse();
    assertThat(refused.delay()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void rateComesBackAfterTheBurst() {
    drain("writes", 50);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    for (int i = 0; i < 20; i++) {
      assertThat(limits.take("writes", "d1", "::1").granted()).isTrue();
    }
    assertThat(limits.take("writes", "d1", "::1").granted()).isFalse();
  }

  @Test
  void callersAndLimitsDoNotShare() {
    drain("writes", 51);
    assertThat(limits.take("writes", "d2", "::1").granted()).isTrue();
    assertThat(limits.take("token", "d1", "::1").granted()).isTrue();
  }

  @Test
  void principalNamedLikeAnAddressDoesNotShareItsBucket() {
    for (int i = 0; i < 51; i++) {
      limits.take("writes", "10.0.0.1", "x");
    }
    assertThat(limits.take("writes", null, "10.0.0.1").granted()).isTrue();
  }

  @Test
  void headersTellPolicyAndState() {
    Allowance first = limits.take("writes", "d1", "::1");
    assertThat(first.policy()).isEqualTo("\"writes\";q=50;w=3");
    assertThat(first.state()).isEqualTo("\"writes\";r=49;t=1");
    drain("writes", 49);
    assertThat(limits.take("writes", "d1", "::1").state()).isEqualTo("\"writes\";r=0;t=3");
  }

  @Test
  void refusalNamesLimitScopeRemainingAndWhen() {
    for (int i = 0; i < 5; i++) {
      limits.take("token", null, "192.0.2.1");
    }
    Allowance sixth = limits.take("token", null, "192.0.2.1");
    ProblemException refusal = catchThrowableOfType(ProblemException.class, sixth::require);
    assertThat(refusal.code()).isEqualTo(ProblemCode.RATE_LIMITED);
    assertThat(refusal.detail()).contains("'token'", "address", "0 remain", "334 ms");
    assertThat(refusal.headers()).containsEntry("Retry-After", "1");
  }

  @Test
  void unknownLimitIsAFault() {
    assertThatIllegalArgumentException().isThrownBy(() -> limits.take("x", null, "::1"));
  }

  private void drain(String limit, int requests) {
    for (int i = 0; i < requests; i++) {
      limits.take(limit, "d1", "::1");
    }
  }
}
