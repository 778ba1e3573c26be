package io.sensorplatform.defaults.pipeline;

import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import io.sensorplatform.defaults.log.Runbook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at this process's stages every second, so that rates need no store of metrics. */
public final class PipelineSampler extends BackgroundJob {

  private static final Logger log = LoggerFactory.getLogger(PipelineSampler.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** One is told of a source that fails, not each second. */
  private boolean told;

  private final String instance = UUID.randomUUID().toString();
  private final List<StageSource> sources;
  private final List<StageTrack> tracks;
  private final Clock clock;
  private final LongSupplier nanos;
  private volatile PipelineReport latest;

  /**
   * @param nanos as System.nanoTime
   */
  PipelineSampler(List<StageSource> sources, Clock clock, LongSupplier nanos) {
    super(Thread.ofVirtual().name("pipeline-sampler"));
    this.sources = List.copyOf(sources);
    this.tracks = this.sources.stream().map(StageTrack::new).toList();
    this.clock = clock;
    this.nanos = nanos;
    this.latest = new PipelineReport(instance, clock.instant(), List.of());
  }

  /** What was seen within the last second. */
  public PipelineReport latest() {
    return latest;
  }

  @Override
  public void start() {
    // Whoever asks from now on gets an answer.
    sample();
    super.start();
  }

  @Override
  protected void run(Ending ending) throws InterruptedException {
    while (!ending.comesWithin(INTERVAL)) {
      sample();
    }
  }

  void sample() {
    Instant now = clock.instant();
    List<StageReport> stages = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      stages.add(look(i, now));
    }
    latest = new PipelineReport(instance, now, stages);
  }

  private StageReport look(int number, Instant now) {
    try {
      return tracks.get(number).look(nanos.getAsLong(), now);
    } catch (RuntimeException e) {
      if (!told) {
        log.atError()
            .addKeyValue(Runbook.KEY, Runbook.TELEMETRY_DROPPED)
            .setCause(e)
            .log("A stage cannot be looked at");
        told = true;
      }
      return StageReport.unknown(sources.get(number).stage(), "cannot be looked at", now);
    }
  }
}
