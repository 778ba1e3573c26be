package io.sensorplatform.sensor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.sensor.idempotency.FirstAnswers.Key;
import io.sensorplatform.sensor.idempotency.FirstAnswers.Known;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MemoryFirstAnswersTest {

  private static final Fingerprint BODY = Fingerprint.of("JSON", "body".getBytes(UTF_8), 4);
  private static final byte[] ANSWER = "answer".getBytes(UTF_8);
  private static final int ROOM = 1_000_000;

  private final TestClock clock = new TestClock();
  private final MemoryFirstAnswers answers =
      new MemoryFirstAnswers(clock, ROOM, Duration.ofHours(24));

  @Test
  void givesAKeyToTheFirstWhoClaimsIt() {
    assertThat(answers.claim(new Key("t", "k"), BODY)).isNull();
    assertThat(answers.claim(new Key("t", "k"), BODY)).isEqualTo(new Known(BODY, null));
  }

  @Test
  void givesTheFirstAnswer() {
    answers.claim(new Key("t", "k"), BODY);
    answers.answered(new Key("t", "k"), BODY, ANSWER);

    Known known = answers.claim(new Key("t", "k"), BODY);

    assertThat(known).isNotNull();
    assertThat(known.answer()).isEqualTo(ANSWER);
  }

  @Test
  void keepsTheKeysOfTenantsApart() {
    answers.claim(new Key("one", "k"), BODY);

    assertThat(answers.claim(new Key("other", "k"), BODY)).isNull();
  }

  @Test
  void forgetsAReleasedKey() {
    answers.claim(new Key("t", "k"), BODY);
    answers.release(new Key("t", "k"));

    assertThat(answers.bytes()).isZero();
    assertThat(answers.claim(new Key("t", "k"), BODY)).isNull();
  }

  @Test
  void forgetsAnAnswerAfterItsTime() {
    answers.claim(new Key("t", "k"), BODY);
    clock.advance(Duration.ofHours(23));
    answers.answered(new Key("t", "k"), BODY, ANSWER);
    clock.advance(Duration.ofHours(24).minusMillis(1));
    assertThat(answers.claim(new Key("t", "k"), BODY)).isNotNull();

    clock.advance(Duration.ofMillis(1));

    assertThat(answers.claim(new Key("t", "k"), BODY)).isNull();
  }

  @Test
  void staysWithinItsRoomByGivingUpTheOldestOfTheTenantWithTheMost() {
    answer("quiet", "k");
    for (int i = 0; i < 10_000; i++) {
      answer("loud", "k" + i);
      assertThat(answers.bytes()).isLessThanOrEqualTo(ROOM);
    }

    assertThat(answers.evicted()).isPositive();
    assertThat(answers.find(new Key("quiet", "k"))).isNotNull();
    assertThat(answers.find(new Key("loud", "k9999"))).isNotNull();
    assertThat(answers.find(new Key("loud", "k0"))).isNull();
  }

  @Test
  void neverGivesUpAKeyWhoseRequestIsUnderWay() {
    answers.claim(new Key("loud", "under way"), BODY);
    for (int i = 0; i < 10_000; i++) {
      answer("loud", "k" + i);
    }

    assertThat(answers.find(new Key("loud", "under way"))).isEqualTo(new Known(BODY, null));
  }

  private void answer(String tenant, String key) {
    answers.claim(new Key(tenant, key), BODY);
    answers.answered(new Key(tenant, key), BODY, ANSWER);
  }

  private static final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
