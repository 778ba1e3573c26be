package io.sensorplatform.stream.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.pipeline.Finding;
import io.sensorplatform.defaults.pipeline.MeterReader;
import io.sensorplatform.defaults.pipeline.PausedPartition;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.StageSource;
import io.sensorplatform.defaults.pipeline.StageState;
import io.sensorplatform.stream.consume.LoopState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A role as a stage of the pipeline: what it takes from Kafka and brings to its store. */
public final class RoleStage implements StageSource {

  /**
   * What differs between the roles.
   *
   * @param handled counters of what is done
   * @param oldest gauge of the age of the oldest record that was taken and is not done; or none
   * @param patience how old the oldest may be
   * @param behind runbook if it is older
   * @param broken runbook if the store does not answer
   * @param wrong gauges that are 0 if all is well, and what they mean
   */
  public record Plan(
      PipelineStage stage,
      List<String> handled,
      @Nullable String oldest,
      Duration patience,
      String behind,
      String broken,
      List<Wrong> wrong) {}

  /**
   * Something that must not be.
   *
   * @param say what it is called after its number
   */
  public record Wrong(String gauge, String say, String runbook) {}

  private final Plan plan;
  private final StreamRole role;
  private final MeterReader meters;

  public RoleStage(Plan plan, StreamRole role, MeterRegistry registry) {
    this.plan = plan;
    this.role = role;
    this.meters = new MeterReader(registry);
  }

  @Override
  public PipelineStage stage() {
    return plan.stage();
  }

  @Override
  public String unit() {
    return "readings";
  }

  @Override
  public double handled() {
    return plan.handled().stream().mapToDouble(meters::total).sum();
  }

  @Override
  public Map<String, Double> errors() {
    Map<String, Double> errors = new HashMap<>(meters.failures(stage(), "none"));
    if (errors.isEmpty()) {
      errors.put("unknown", meters.total(role.metricsPrefix() + ".retries"));
    }
    return errors;
  }

  @Override
  public StageState state(Recent recent) {
    List<LoopState.Snapshot> loops = role.states().stream().map(LoopState::now).toList();
    long records = loops.stream().mapToLong(loop -> loop.lag() + loop.pending()).sum();
    Double oldest = records == 0 ? Double.valueOf(0) : oldestSeconds();
    return StageState.of(finding(loops, records, oldest, recent))
        .behind(records, oldest, recent.now())
        .paused(loops.stream().flatMap(loop -> paused(loop).stream()).toList());
  }

  private Finding finding(
      List<LoopState.Snapshot> loops, long records, @Nullable Double oldest, Recent recent) {
    Finding finding = recent.finding("goes on", plan.broken());
    for (LoopState.Snapshot loop : loops) {
      finding = finding(loop).or(finding);
    }
    long refused = recent.fresh().getOrDefault("validation", 0L);
    if (refused > 0 && plan.stage() == PipelineStage.POSTGRES) {
      finding =
          finding.or(Finding.degraded(refused + " dead letters in the last 10 s", "dead-letters"));
    }
    for (Wrong wrong : plan.wrong()) {
      Double number = meters.most(wrong.gauge());
      if (number != null && number > 0) {
        finding =
            finding.or(Finding.failing("%.0f %s".formatted(number, wrong.say()), wrong.runbook()));
      }
    }
    if (oldest != null && oldest > plan.patience().toSeconds()) {
      finding =
          finding.or(
              Finding.degraded(
                  "%d records behind, the oldest for %.0f s".formatted(records, oldest),
                  plan.behind()));
    }
    return finding;
  }

  private Finding finding(LoopState.Snapshot loop) {
    LoopState.Fault fault = loop.fault();
    if (loop.phase() == Phase.DEAD) {
      return Finding.failing("a consumer has died: " + loop.reason(), "service-down")
          .lasting(loop.since(), "unknown");
    }
    if (fault != null && fault.kafka()) {
      return Finding.degraded("takes nothing: Kafka does not answer", "kafka-unreachable");
    }
    if (fault != null) {
      return Finding.failing("waits: " + loop.reason(), plan.broken())
          .lasting(fault.since(), "connection");
    }
    if (!loop.leftOut().isEmpty()) {
      return Finding.degraded(
          loop.leftOut().size() + " partitions wait, the others go on", "partition-paused");
    }
    return Finding.ok("goes on");
  }

  private static List<PausedPartition> paused(LoopState.Snapshot loop) {
    List<PausedPartition> paused = new ArrayList<>();
    LoopState.Fault fault = loop.fault();
    if (fault != null) {
      Instant next = fault.nextTry();
      String why = String.valueOf(loop.reason());
      loop.partitions()
          .forEach(name -> paused.add(new PausedPartition(name, fault.since(), why, next)));
    }
    for (FailedPartitions.Failed left : loop.leftOut()) {
      paused.add(
          new PausedPartition(left.partition(), left.since(), left.reason(), left.nextTry()));
    }
    return paused;
  }

  /** Of what Kafka holds if that is known, and of what was taken. */
  private @Nullable Double oldestSeconds() {
    Double ofLog = meters.most("sensor.consumer.lag.age", "role", role.name());
    Double taken = plan.oldest() == null ? null : meters.most(plan.oldest());
    return ofLog == null ? taken : taken == null ? ofLog : Double.valueOf(Math.max(ofLog, taken));
  }
}
