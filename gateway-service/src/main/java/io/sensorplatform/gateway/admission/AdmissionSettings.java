package io.sensorplatform.gateway.admission;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests a service works on at a time, and how long others wait for their turn.
 *
 * @param target how long a request may wait while there is a standing queue, and how much of its
 *     answer time a service may spend on a queue of its own; default 100 ms
 * @param interval how long a request may wait in a queue that comes and goes; one that lasts longer
 *     is standing; default 500 ms
 * @param queue how many requests may wait for each service, reads and writes apart; default 1,000
 * @param writes places for requests that change something
 * @param reads places for the others, which cannot take those of the writes
 */
@ConfigurationProperties("platform.gateway.admission")
public record AdmissionSettings(
    @DefaultValue("100ms") Duration target,
    @DefaultValue("500ms") Duration interval,
    @DefaultValue("1000") int queue,
    @DefaultValue Writes writes,
    @DefaultValue Reads reads) {

  public AdmissionSettings {
    if (target.toMillis() < 1 || interval.compareTo(target) < 0) {
      throw new IllegalArgumentException(
          "platform.gateway.admission.target is at least 1 ms, interval at least target");
    }
    if (queue < 0) {
      throw new IllegalArgumentException("platform.gateway.admission.queue is at least 0");
    }
  }

  /** Bounds between which the number of places follows what the service bears. */
  interface Places {
    int least();

    int most();

    int atFirst();
  }

  /**
   * Places of writes.
   *
   * @param least default 8
   * @param most default 512
   * @param atFirst before anything is known of the service; default 64
   */
  public record Writes(
      @DefaultValue("8") int least, @DefaultValue("512") int most, @DefaultValue("64") int atFirst)
      implements Places {

    public Writes {
      check(least, most, atFirst);
    }
  }

  /**
   * Places of reads.
   *
   * @param least default 4
   * @param most default 128
   * @param atFirst before anything is known of the service; default 32
   */
  public record Reads(
      @DefaultValue("4") int least, @DefaultValue("128") int most, @DefaultValue("32") int atFirst)
      implements Places {

    public Reads {
      check(least, most, atFirst);
    }
  }

  private static void check(int least, int most, int atFirst) {
    if (least < 1 || atFirst < least || most < atFirst) {
      throw new IllegalArgumentException(
          "platform.gateway.admission: 1 <= least <= at-first <= most");
    }
  }
}
