package io.sensorplatform.sensor.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sensorplatform.defaults.metric.FailureCategory;
import java.time.Duration;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class AcknowledgementTest {

  private static final Duration AT_ONCE = Duration.ZERO;

  private final Acknowledgement acknowledgement = new Acknowledgement(2);

  @Test
  void isCompleteOnceEveryRecordIsAcknowledged() {
    acknowledgement.onCompletion(null, null);
    assertThat(category()).isEqualTo(FailureCategory.TIMEOUT);

    acknowledgement.onCompletion(null, null);
    assertThatCode(() -> acknowledgement.await(AT_ONCE)).doesNotThrowAnyException();
  }

  @Test
  void failsWithTheFirstRecordThatFails() {
    acknowledgement.onCompletion(null, new NetworkException());

    assertThat(acknowledgement.hasFailed()).isTrue();
    assertThat(category()).isEqualTo(FailureCategory.CONNECTION);
  }

  @Test
  void isNotMendedByLaterAcknowledgements() {
    acknowledgement.onCompletion(null, new TopicAuthorizationException("denied"));
    acknowledgement.onCompletion(null, null);
    acknowledgement.onCompletion(null, null);

    assertThat(category()).isEqualTo(FailureCategory.AUTHORIZATION);
  }

  @Test
  void tellsAFullBufferFromATimeout() {
    assertThat(FailureCategory.of(new BufferExhaustedException("full")))
        .isEqualTo(FailureCategory.THROTTLED);
    assertThat(FailureCategory.of(new TimeoutException("expired")))
        .isEqualTo(FailureCategory.TIMEOUT);
    assertThat(FailureCategory.of(new IllegalStateException("closed")))
        .isEqualTo(FailureCategory.UNKNOWN);
  }

  private FailureCategory category() {
    return catchThrowableOfType(NotReplicatedException.class, () -> acknowledgement.await(AT_ONCE))
        .category();
  }
}
