package io.sensorplatform.defaults.pipeline;

import java.time.Instant;

/**
 * The spools of all sensor-services.
 *
 * @param state direct, draining or spooling; of several the worst
 * @param waiting readings that are not on Kafka yet
 * @param cap bytes that they may take
 */
public record SpoolState(String state, Instant since, long waiting, long bytes, long cap) {

  /** The states' names happen to stand in the order of the alphabet: direct, draining, spooling. */
  SpoolState plus(SpoolState other) {
    SpoolState worse = state.compareTo(other.state) >= 0 ? this : other;
    return new SpoolState(
        worse.state, worse.since, waiting + other.waiting, bytes + other.bytes, cap + other.cap);
  }
}
