package io.sensorplatform.sensor.idempotency;

import io.lettuce.core.RedisException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis while it answers, this process's memory while it does not: then a request sent again to
 * another instance is served once more, which the readings' identity makes harmless unless they
 * leave out {@code observedAt}.
 */
final class SharedFirstAnswers implements FirstAnswers {

  private static final Logger log = LoggerFactory.getLogger(SharedFirstAnswers.class);

  private interface Step<T extends @Nullable Object> {
    T on(FirstAnswers answers);
  }

  private final RedisFirstAnswers redis;
  private final MemoryFirstAnswers memory;
  private final AtomicBoolean lost = new AtomicBoolean();

  SharedFirstAnswers(RedisFirstAnswers redis, MemoryFirstAnswers memory) {
    this.redis = redis;
    this.memory = memory;
  }

  @Override
  public @Nullable Known claim(Key key, Fingerprint fingerprint) {
    // What came while Redis was away is known here only.
    var here = memory.find(key);
    if (here != null) {
      return here;
    }
    return this.<@Nullable Known>tryRedis(answers -> answers.claim(key, fingerprint));
  }

  @Override
  public void answered(Key key, Fingerprint fingerprint, byte[] answer) {
    boolean claimedHere = memory.find(key) != null;
    if (claimedHere) {
      memory.answered(key, fingerprint, answer);
    } else {
      tryRedis(answers -> {
        answers.answered(key, fingerprint, answer);
        return true;
      });
    }
  }

  @Override
  public void release(Key key) {
    memory.release(key);
    tryRedis(answers -> {
      answers.release(key);
      return true;
    });
  }

  /** Whether Redis did not answer the last time. */
  boolean isLost() {
    return lost.get();
  }

  private <T extends @Nullable Object> T tryRedis(Step<T> step) {
    try {
      T result = step.on(redis);
      if (lost.compareAndSet(true, false)) {
        log.info("Redis answers again: idempotency keys are shared by all instances");
      }
      return result;
    } catch (RedisException e) {
      if (lost.compareAndSet(false, true)) {
        log.warn(
            "Redis does not answer ({}): idempotency keys hold for this instance only",
            e.getMessage());
      }
      return step.on(memory);
    }
  }
}
