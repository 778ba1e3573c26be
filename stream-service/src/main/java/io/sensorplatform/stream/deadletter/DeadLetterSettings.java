package io.sensorplatform.stream.deadletter;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How dead letters are counted and replayed.
 *
 * @param countInterval how often the open letters are counted for the gauge; default 15s
 * @param replayRate letters that a replay sends each second if it is not told; default 500
 * @param maxReplayRate most letters that a replay can be told to send each second; default 5000
 * @param concurrentReplays replays that one instance works on at once; default 2
 * @param replayLease a replay whose instance has given no sign for so long is taken over; default
 *     10s
 */
@ConfigurationProperties("platform.dead-letters")
public record DeadLetterSettings(
    @DefaultValue("15s") Duration countInterval,
    @DefaultValue("500") int replayRate,
    @DefaultValue("5000") int maxReplayRate,
    @DefaultValue("2") int concurrentReplays,
    @DefaultValue("10s") Duration replayLease) {

  public DeadLetterSettings {
    if (replayRate < 1 || maxReplayRate < replayRate || concurrentReplays < 1) {
      throw new IllegalArgumentException(
          "platform.dead-letters: replay-rate and concurrent-replays are at least 1, and"
              + " max-replay-rate is not below replay-rate");
    }
    if (countInterval.toMillis() < 100 || replayLease.toMillis() < 1_000) {
      throw new IllegalArgumentException(
          "platform.dead-letters: count-interval is at least 100ms, replay-lease at least 1s");
    }
  }
}
