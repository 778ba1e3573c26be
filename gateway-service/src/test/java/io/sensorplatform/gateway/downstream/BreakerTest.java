package io.sensorplatform.gateway.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.admission.AdmissionSettings;
import io.sensorplatform.gateway.admission.AdmissionSettings.Reads;
import io.sensorplatform.gateway.admission.AdmissionSettings.Writes;
import io.sensorplatform.gateway.downstream.DownstreamSettings.BreakerSettings;
import io.sensorplatform.gateway.downstream.DownstreamSettings.Entry;
import io.sensorplatform.gateway.downstream.DownstreamSettings.RetrySettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Breaker breaker =
      new Downstreams(
              new DownstreamSettings(
                  Map.of(
                      "sensor",
                      new Entry(URI.create("http://localhost:8082"), Duration.ofSeconds(30))),
                  new BreakerSettings(5, 50, 20, Duration.ofSeconds(60), Duration.ofSeconds(1)),
                  new RetrySettings(0.1, 20, Duration.ofMillis(100))),
              new AdmissionSettings(
                  Duration.ofMillis(100),
                  Duration.ofMillis(500),
                  1_000,
                  new Writes(16, 512, 64),
                  new Reads(8, 128, 32)),
              Clock.fixed(NOW, ZoneOffset.UTC),
              meters)
          .get("sensor")
          .breaker();

  @Test
  void fiveFailuresInARowOpenIt() {
    fail(4);
    assertThat(breaker.open()).isFalse();
    fail(1);
    assertThat(breaker.open()).isTrue();
  }

  @Test
  void anAnswerInBetweenStartsTheCountAgain() {
    fail(4);
    breaker.enter().answered();
    fail(4);
    assertThat(breaker.open()).isFalse();
  }

  @Test
  void halfOfTheLastCallsFailingOpensIt() {
    for (int i = 0; i < 5; i++) {
      breaker.enter().answered();
      breaker.enter().answered();
      fail(2);
    }
    assertThat(breaker.open()).isTrue();
  }

  @Test
  void openOneRefusesAndSaysWhenToComeBack() {
    fail(5);
    ProblemException refusal = catchThrowableOfType(ProblemException.class, breaker::enter);
    assertThat(refusal.code()).isEqualTo(ProblemCode.DOWNSTREAM_CIRCUIT_OPEN);
    assertThat(refusal.detail()).contains("sensor-service");
    assertThat(refusal.headers()).containsEntry("Retry-After", "2");
  }

  @Test
  void probeAllowsOneTrialThatCloses() {
    fail(5);
    breaker.reachable();
    Breaker.Permit trial = breaker.enter();
    assertThat(catchThrowableOfType(ProblemException.class, breaker::enter)).isNotNull();
    trial.answered();
    breaker.enter().answered();
    assertThat(breaker.open()).isFalse();
  }

  @Test
  void failedTrialOpensAgain() {
    fail(5);
    breaker.reachable();
    fail(1);
    assertThat(breaker.open()).isTrue();
  }

  @Test
  void abandonedCallsCountForNothingAndGiveTheTrialBack() {
    for (int i = 0; i < 50; i++) {
      breaker.enter().abandoned();
    }
    assertThat(breaker.open()).isFalse();
    fail(5);
    breaker.reachable();
    breaker.enter().abandoned();
    breaker.enter().answered();
    assertThat(breaker.open()).isFalse();
  }

  @Test
  void onlyTheFirstOutcomeOfACallCounts() {
    for (int i = 0; i < 10; i++) {
      Breaker.Permit permit = breaker.enter();
      permit.answered();
      permit.failed(new IOException("late"));
    }
    assertThat(breaker.open()).isFalse();
  }

  @Test
  void itIsKnownSinceWhenItIsOpen() {
    assertThat(breaker.state()).isEqualTo("closed");
    fail(5);
    assertThat(breaker.state()).isEqualTo("open");
    assertThat(breaker.openSince()).isEqualTo(NOW);
    breaker.reachable();
    assertThat(breaker.state()).isEqualTo("half-open");
    assertThat(breaker.openSince()).isEqualTo(NOW);
    breaker.enter().answered();
    assertThat(breaker.openSince()).isNull();
  }

  @Test
  void whoWaitedWhileItOpenedIsRefused() {
    breaker.requireNotOpen();
    fail(5);
    assertThat(catchThrowableOfType(ProblemException.class, breaker::requireNotOpen).code())
        .isEqualTo(ProblemCode.DOWNSTREAM_CIRCUIT_OPEN);
  }

  @Test
  void stateIsAMeter() {
    assertThat(gauge("closed")).isEqualTo(1);
    fail(5);
    assertThat(gauge("closed")).isZero();
    assertThat(gauge("open")).isEqualTo(1);
  }

  private double gauge(String state) {
    return meters
        .get("resilience4j.circuitbreaker.state")
        .tags("name", "sensor", "state", state)
        .gauge()
        .value();
  }

  private void fail(int calls) {
    for (int i = 0; i < calls; i++) {
      breaker.enter().failed(new IOException("refused"));
    }
  }
}
