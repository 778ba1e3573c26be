package io.sensorplatform.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.admission.AdmissionSettings.Reads;
import io.sensorplatform.gateway.admission.AdmissionSettings.Writes;
import io.sensorplatform.gateway.admission.Lane.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneTest {

  private final AtomicLong nanos = new AtomicLong(1);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Lane lane =
      new Lane(
          "sensor",
          "writes",
          new Writes(2, 2, 2),
          new AdmissionSettings(
              Duration.ofMillis(100),
              Duration.ofMillis(500),
              6,
              new Writes(2, 2, 2),
              new Reads(2, 2, 2)),
          nanos::get,
          meters);

  @Test
  void passesAtOnceWhilePlacesAreFree() {
    Place first = enter("a");
    assertThat(lane.enter("a", new Caller("a"))).isNotNull();
    assertThat(lane.inFlight()).isEqualTo(2);
    var third = new Caller("a");
    assertThat(lane.enter("a", third)).isNull();
    first.answered(1_000_000);
    assertThat(third.place).isNotNull();
    assertThat(lane.waiting()).isZero();
  }

  @Test
  void placeIsGivenBackOnce() {
    Place place = enter("a");
    place.answered(1_000_000);
    place.leave();
    place.answered(1_000_000);
    assertThat(lane.inFlight()).isZero();
  }

  @Test
  void callersTakeTurns() {
    Place one = enter("x");
    Place two = enter("x");
    var greedy = List.of(waiting("greedy"), waiting("greedy"), waiting("greedy"));
    Caller modest = waiting("modest");
    one.leave();
    two.leave();
    assertThat(greedy.get(0).place).isNotNull();
    assertThat(modest.place).isNotNull();
    assertThat(greedy.get(1).place).isNull();
  }

  @Test
  void burstMayWaitForTheIntervalAndAStandingQueueOnlyForTheTarget() {
    enter("x");
    enter("x");
    Caller first = waiting("a");
    pass(490);
    lane.sweep();
    assertThat(first.refusal).isNull();
    pass(20);
    lane.sweep();
    assertShed(first);

    // The queue was empty at that moment; it stands again once it lasted for the interval.
    Caller second = waiting("a");
    pass(450);
    Caller third = waiting("b");
    pass(60);
    lane.sweep();
    assertShed(second);
    assertThat(third.refusal).isNull();
    pass(50);
    lane.sweep();
    assertShed(third);
    assertThat(meters.get("sensor.gateway.shed").tag("reason", "queue-time").counter().count())
        .isEqualTo(3);
  }

  @Test
  void fullQueueDropsWhatTheGreediestSentLast() {
    enter("x");
    enter("x");
    var greedy = new ArrayList<Caller>();
    for (int i = 0; i < 6; i++) {
      greedy.add(waiting("greedy"));
    }
    Caller modest = waiting("modest");
    assertThat(modest.refusal).isNull();
    assertShed(greedy.get(5));
    var again = new Caller("greedy");
    assertThat(catchThrowableOfType(ProblemException.class, () -> lane.enter("greedy", again)))
        .isNotNull();
    assertThat(lane.waiting()).isEqualTo(6);
  }

  @Test
  void refusalSaysWhenToComeBack() {
    enter("x");
    enter("x");
    Caller late = waiting("a");
    pass(501);
    lane.sweep();
    assertThat(Objects.requireNonNull(late.refusal).headers()).containsEntry("Retry-After", "1");
    assertThat(late.refusal.detail()).contains("sensor-service");
  }

  @Test
  void nobodyIsForgottenWhenManyComeAndGo() throws Exception {
    var served = new AtomicInteger();
    var all = new CountDownLatch(4_000);
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int thread = 0; thread < 8; thread++) {
        String caller = "c" + thread;
        threads.submit(() -> {
          for (int i = 0; i < 500; i++) {
            try {
              Lane.Waiter waiter =
                  new Lane.Waiter() {
                    @Override
                    public void admitted(Place place) {
                      served.incrementAndGet();
                      place.answered(1_000);
                      all.countDown();
                    }

                    @Override
                    public void shed(ProblemException refusal) {
                      all.countDown();
                    }
                  };
              Place place = lane.enter(caller, waiter);
              if (place != null) {
                waiter.admitted(place);
              }
            } catch (ProblemException refusal) {
              all.countDown();
            }
          }
        });
      }
      assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(served.get()).isPositive();
    assertThat(lane.inFlight()).isZero();
    assertThat(lane.waiting()).isZero();
  }

  private void pass(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private Place enter(String caller) {
    return Objects.requireNonNull(lane.enter(caller, new Caller(caller)));
  }

  private Caller waiting(String caller) {
    var waiter = new Caller(caller);
    assertThat(lane.enter(caller, waiter)).isNull();
    return waiter;
  }

  private static void assertShed(Caller caller) {
    assertThat(caller.refusal).isNotNull();
    assertThat(caller.refusal.code()).isEqualTo(ProblemCode.OVERLOADED);
  }

  private static final class Caller implements Lane.Waiter {

    private final String name;
    private @Nullable Place place;
    private @Nullable ProblemException refusal;

    private Caller(String name) {
      this.name = name;
    }

    @Override
    public void admitted(Place free) {
      place = free;
    }

    @Override
    public void shed(ProblemException why) {
      refusal = why;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
