package io.sensorplatform.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.gateway.admission.AdmissionSettings.Writes;
import org.junit.jupiter.api.Test;

/** Against a service that is simulated: so many workers, so long for one answer. */
class AdaptiveLimitTest {

  private static final long MILLIS = 1_000_000L;

  private long now = 1;
  private final AdaptiveLimit limit = new AdaptiveLimit(new Writes(4, 512, 64), 100 * MILLIS, now);

  @Test
  void nothingChangesWhileNobodyWaits() {
    serve(10, 100, 20, false);
    assertThat(limit.current()).isEqualTo(64);
    assertThat(limit.naturalNanos()).isEqualTo(20 * MILLIS);
  }

  @Test
  void growsUntilTheServiceIsBusyAndItsQueueCostsTheTarget() {
    // 100 workers x 50 ms: 2,000 answers a second. 64 at a time would leave a third idle.
    serve(10, 100, 50, true);
    assertThat(limit.current()).isBetween(250, 310);
    assertThat(answerMillis(100, 50)).isBetween(120, 160);
  }

  @Test
  void shrinksToWhatASlowerServiceBears() {
    serve(10, 100, 5, false);
    serve(20, 4, 20, true);
    // 4 workers x 20 ms: 200 answers a second, so (5..20 ms + 100 ms) x 200.
    assertThat(limit.current()).isBetween(20, 26);
  }

  @Test
  void findsWhatAnAnswerTakesAlsoIfItBeginsUnderOverload() {
    serve(5, 5, 50, true);
    // 100 answers a second x (50 + 100 ms) would be 15.
    assertThat(limit.current()).isBetween(13, 20);
  }

  @Test
  void staysUnderOverloadThatLasts() {
    serve(5, 100, 50, true);
    int soon = limit.current();
    for (int second = 0; second < 120; second++) {
      serve(1, 100, 50, true);
      assertThat(limit.current()).isLessThan(soon + 20);
    }
  }

  @Test
  void slownessThatIsNotForTheNumberOfRequestsDoesNotShutThemOut() {
    serve(10, 10_000, 5, false);
    // Kafka takes half a second to acknowledge, however many ask: what is allowed must grow.
    serve(20, 10_000, 500, true);
    assertThat(limit.current()).isEqualTo(512);
  }

  @Test
  void comesBackOnceTheServiceIsFastAgain() {
    serve(20, 4, 20, true);
    serve(10, 100, 20, true);
    assertThat(limit.current()).isBetween(400, 512);
  }

  @Test
  void fewSlowAnswersAreWaitedForBeforeItJudges() {
    for (int i = 0; i < 5; i++) {
      now += 1_000 * MILLIS;
      limit.full();
      limit.answered(1_000 * MILLIS, now);
    }
    assertThat(limit.current()).isEqualTo(64);
  }

  private int answerMillis(int workers, int millis) {
    return Math.max(millis, limit.current() * millis / workers);
  }

  /** Each round all places are taken, and given back when the service has answered. */
  private void serve(int seconds, int workers, int millis, boolean crowded) {
    long end = now + seconds * 1_000 * MILLIS;
    while (now < end) {
      int atATime = crowded ? limit.current() : Math.min(limit.current(), workers);
      long took = Math.max(millis * MILLIS, atATime * millis * MILLIS / workers);
      for (int i = 0; i < atATime; i++) {
        if (crowded) {
          limit.full();
        }
        now += took / atATime;
        limit.answered(took, now);
      }
    }
  }
}
