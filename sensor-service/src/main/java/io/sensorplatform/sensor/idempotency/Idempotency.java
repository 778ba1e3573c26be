package io.sensorplatform.sensor.idempotency;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.sensor.idempotency.FirstAnswers.Key;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves a request once: the same again gets the first one's answer. Only answers that say that
 * readings are durable are kept; whatever failed, or stored nothing, is served anew.
 */
public final class Idempotency {

  /**
   * @param body of the answer 202
   * @param replayed whether it is an earlier request's
   */
  public record Answer(byte[] body, boolean replayed) {}

  private final FirstAnswers answers;
  private final Counter replayed;
  private final Counter reused;
  private final Counter inUse;

  Idempotency(FirstAnswers answers, MeterRegistry metrics) {
    this.answers = answers;
    replayed =
        Counter.builder("sensor.idempotency.replayed")
            .description("Requests that were answered with an earlier one's answer")
            .baseUnit("requests")
            .register(metrics);
    reused = conflicts(metrics, ProblemCode.IDEMPOTENCY_KEY_REUSED);
    inUse = conflicts(metrics, ProblemCode.IDEMPOTENCY_KEY_IN_USE);
  }

  /**
   * The key that a request carries; null if it carries none.
   *
   * @param header its header fields of the name {@code Idempotency-Key}
   * @throws ProblemException IDEMPOTENCY_KEY_INVALID
   */
  public static @Nullable String key(List<String> header) {
    return KeyHeader.parse(header);
  }

  /**
   * @param work serves the request and gives its answer 202
   * @throws ProblemException IDEMPOTENCY_KEY_REUSED or IDEMPOTENCY_KEY_IN_USE, or what {@code work}
   *     throws
   */
  public Answer once(
      String tenant, String keyOfCaller, Fingerprint fingerprint, Supplier<byte[]> work) {
    var key = new Key(tenant, keyOfCaller);
    var known = answers.claim(key, fingerprint);
    if (known == null) {
      return first(key, fingerprint, work);
    }
    if (!known.fingerprint().equals(fingerprint)) {
      reused.increment();
      throw new ProblemException(
          ProblemCode.IDEMPOTENCY_KEY_REUSED,
          "This Idempotency-Key came with another body before.");
    }
    byte[] answer = known.answer();
    if (answer == null) {
      inUse.increment();
      throw new ProblemException(
              ProblemCode.IDEMPOTENCY_KEY_IN_USE, "The first request is not answered yet.")
          .withRetryAfter(Duration.ofSeconds(1));
    }
    replayed.increment();
    return new Answer(answer, true);
  }

  private Answer first(Key key, Fingerprint fingerprint, Supplier<byte[]> work) {
    boolean done = false;
    try {
      byte[] answer = work.get();
      answers.answered(key, fingerprint, answer);
      done = true;
      return new Answer(answer, false);
    } finally {
      if (!done) {
        answers.release(key);
      }
    }
  }

  private static Counter conflicts(MeterRegistry metrics, ProblemCode code) {
    return Counter.builder("sensor.idempotency.conflicts")
        .description("Requests refused for their idempotency key")
        .baseUnit("requests")
        .tag("code", code.code())
        .register(metrics);
  }
}
