package io.sensorplatform.gateway.downstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.downstream.DownstreamSettings.BreakerSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares a service that does not answer, and its callers the wait.
 *
 * <p>A failure is a call without an answer: refused, broken off, or too late. An answer is none,
 * whatever its status: a service that says 503 because Kafka is down is alive, says so quickly and
 * knows best when it is over; to lock everyone out for a minute on top would only prolong the
 * outage. Nor may one caller who finds a way to a 500 take the service away from the others. A
 * caller who leaves before the answer says nothing about the service.
 *
 * <p>An open breaker closes by one trial call. That is allowed after the wait at the latest, and as
 * soon as a probe finds the service answering again: devices are served within a second or two of a
 * restart, not after a minute.
 */
public final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  private final CircuitBreaker circuit;
  private final BreakerSettings settings;
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private volatile @Nullable Instant openSince;

  Breaker(CircuitBreaker circuit, BreakerSettings settings, Clock clock) {
    this.circuit = circuit;
    this.settings = settings;
    circuit
        .getEventPublisher()
        .onStateTransition(event -> {
          failuresInARow.set(0);
          State to = event.getStateTransition().getToState();
          if (to == State.CLOSED) {
            openSince = null;
          } else if (openSince == null) {
            openSince = clock.instant();
          }
          log.atWarn()
              .addKeyValue(Runbook.KEY, Runbook.BREAKER_OPEN)
              .log("Circuit breaker of {}-service: {}", circuit.getName(), state());
        });
  }

  static CircuitBreakerConfig config(BreakerSettings settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(settings.window())
        .minimumNumberOfCalls(settings.window())
        .failureRateThreshold(settings.failureRate())
        .waitDurationInOpenState(settings.openFor())
        .permittedNumberOfCallsInHalfOpenState(1)
        .build();
  }

  /**
   * Asks to make one call, whose outcome must be told to the permit.
   *
   * @throws ProblemException DOWNSTREAM_CIRCUIT_OPEN
   */
  public Permit enter() {
    if (!circuit.tryAcquirePermission()) {
      throw refusal();
    }
    return new Permit();
  }

  /**
   * For a request that had its permit before it waited: the breaker may have opened since.
   *
   * @throws ProblemException DOWNSTREAM_CIRCUIT_OPEN
   */
  public void requireNotOpen() {
    if (open()) {
      throw refusal();
    }
  }

  /** When it is worth to ask again after a failure. */
  public Duration retryAfter() {
    return settings.probeEvery().plusSeconds(1);
  }

  public boolean open() {
    State state = circuit.getState();
    return state == State.OPEN || state == State.FORCED_OPEN;
  }

  /** closed, open or half-open. */
  public String state() {
    return circuit.getState().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For metrics: 0 closed, 1 half-open, 2 open. */
  int level() {
    return switch (circuit.getState()) {
      case OPEN, FORCED_OPEN -> 2;
      case HALF_OPEN -> 1;
      default -> 0;
    };
  }

  /** When it last ceased to be closed; null if it is closed. */
  public @Nullable Instant openSince() {
    return openSince;
  }

  /** Says that the service was seen answering: the next call is the trial. */
  public void reachable() {
    if (circuit.getState() == State.OPEN) {
      circuit.transitionToHalfOpenState();
    }
  }

  private ProblemException refusal() {
    return new ProblemException(
            ProblemCode.DOWNSTREAM_CIRCUIT_OPEN,
            "%s-service failed repeatedly and is not asked for the moment."
                .formatted(circuit.getName()))
        .withRetryAfter(retryAfter());
  }

  /** The right to one call. Only the first outcome told counts. */
  public final class Permit {

    private final long start = circuit.getCurrentTimestamp();
    private final AtomicBoolean told = new AtomicBoolean();

    /** The service answered. */
    public void answered() {
      if (told.compareAndSet(false, true)) {
        failuresInARow.set(0);
        circuit.onSuccess(elapsed(), circuit.getTimestampUnit());
      }
    }

    /** The service did not answer. */
    public void failed(Throwable cause) {
      if (told.compareAndSet(false, true)) {
        circuit.onError(elapsed(), circuit.getTimestampUnit(), cause);
        if (failuresInARow.incrementAndGet() >= settings.consecutiveFailures()
            && circuit.getState() == State.CLOSED) {
          circuit.transitionToOpenState();
        }
      }
    }

    /** The call ended for a reason that says nothing about the service. */
    public void abandoned() {
      if (told.compareAndSet(false, true)) {
        circuit.releasePermission();
      }
    }

    private long elapsed() {
      return circuit.getCurrentTimestamp() - start;
    }
  }
}
