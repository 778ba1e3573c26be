package io.sensorplatform.sensor.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.pipeline.Finding;
import io.sensorplatform.defaults.pipeline.MeterReader;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.SpoolState;
import io.sensorplatform.defaults.pipeline.StageSource;
import io.sensorplatform.defaults.pipeline.StageState;
import io.sensorplatform.sensor.spool.Spool;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The spool. Its rate counts readings that went in and those that went out. */
@Component
final class SpoolStage implements StageSource {

  /** Share of the cap from which on somebody should look. */
  private static final double NEARLY_FULL = 0.8;

  private final Spool spool;
  private final PublishState state;
  private final Drain drain;
  private final MeterReader meters;

  SpoolStage(Spool spool, PublishState state, Drain drain, MeterRegistry registry) {
    this.spool = spool;
    this.state = state;
    this.drain = drain;
    this.meters = new MeterReader(registry);
  }

  @Override
  public PipelineStage stage() {
    return PipelineStage.SPOOL;
  }

  @Override
  public String unit() {
    return "readings";
  }

  @Override
  public double handled() {
    return meters.total("sensor.spool.appended") + meters.total("sensor.spool.sent");
  }

  @Override
  public Map<String, Double> errors() {
    return meters.failures(stage(), "sensor.spool.failures");
  }

  @Override
  public StageState state(Recent recent) {
    Spool.Status status = spool.status();
    PublishState.Seen seen = state.look();
    long waiting = spool.backlog().readings();
    Finding finding = spool.isEnabled() ? disk(status) : Finding.ok("switched off");
    finding =
        finding
            .or(
                switch (seen.phase()) {
                  case DIRECT -> Finding.ok("empty");
                  case DRAINING -> Finding.degraded("is drained to Kafka", "spool-filling");
                  case SPOOLING -> Finding.degraded("takes all readings", "spool-filling");
                })
            .or(recent.finding("empty", "spool-damaged"));
    return StageState.of(finding)
        .behind(waiting, drain.ageSeconds(), recent.now())
        .with(
            new SpoolState(
                seen.phase().tag(), seen.since(), waiting, status.bytes(), status.cap()));
  }

  private static Finding disk(Spool.Status status) {
    if (status.problem() != null) {
      return Finding.failing("cannot be written: " + status.problem(), "spool-damaged");
    }
    int damages = status.damages().values().stream().mapToInt(Integer::intValue).sum();
    Finding whole =
        damages > 0
            ? Finding.degraded(damages + " places are damaged", "spool-damaged")
            : Finding.ok("empty");
    return status.cap() > 0 && status.bytes() > status.cap() * NEARLY_FULL
        ? Finding.failing(
            "is %d %% full".formatted(status.bytes() * 100 / status.cap()), "spool-filling")
        : whole;
  }
}
