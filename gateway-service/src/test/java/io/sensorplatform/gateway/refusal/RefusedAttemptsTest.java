package io.sensorplatform.gateway.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.gateway.refusal.RefusedAttempts.Counted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedAttemptsTest {

  private final RefusedAttempts attempts =
      new RefusedAttempts(
          new RefusalSettings(null, "auth", Duration.ofSeconds(2), Duration.ofSeconds(3), 2));

  @Test
  void areHeldInBoundsWhateverIsTried() {
    for (int i = 0; i < 1_000; i++) {
      note(ProblemCode.TOKEN_SIGNATURE_INVALID, "10.0.0." + i);
    }

    List<Counted> told = attempts.take();

    assertThat(told).hasSize(3);
    assertThat(told).extracting(Counted::call).contains("(many)");
    assertThat(told.stream().mapToLong(Counted::count).sum()).isEqualTo(1_000);
    assertThat(attempts.take()).isEmpty();
  }

  @Test
  void areCountedOnWhenTheyCouldNotBeTold() {
    note(ProblemCode.TOKEN_SIGNATURE_INVALID, "10.0.0.1");
    attempts.giveBack(attempts.take());
    note(ProblemCode.TOKEN_SIGNATURE_INVALID, "10.0.0.1");

    assertThat(attempts.take()).singleElement().extracting(Counted::count).isEqualTo(2L);
  }

  @Test
  void areOfAccessOnlyAndNoTokenThatHasRunOut() {
    note(ProblemCode.TOKEN_EXPIRED, "10.0.0.1");
    note(ProblemCode.RATE_LIMITED, "10.0.0.1");
    attempts.note("auth", 403, "GET /v1/devices", List.of(), "10.0.0.1", "");
    attempts.note("sensor", 404, "GET /v1/sensors", List.of(), "10.0.0.1", "");

    assertThat(attempts.take()).isEmpty();
  }

  private void note(ProblemCode code, String address) {
    attempts.note(code, "POST /v1/readings", List.of(), address, "");
  }
}
