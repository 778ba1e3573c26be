package io.sensorplatform.defaults.pipeline;

import io.sensorplatform.defaults.log.Runbook;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Looks at this process's stages every second, so that rates need no store of metrics. */
public final class PipelineSampler implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PipelineSampler.class);
  private static final long INTERVAL_MILLIS = 1_000;

  /** One is told of a source that fails, not each second. */
  private boolean told;

  private final String instance = UUID.randomUUID().toString();
  private final List<StageSource> sources;
  private final List<StageTrack> tracks;
  private final Clock clock;
  private final LongSupplier nanos;
  private volatile PipelineReport latest;
  private volatile @Nullable CountDownLatch stopping;

  /**
   * @param nanos as System.nanoTime
   */
  PipelineSampler(List<StageSource> sources, Clock clock, LongSupplier nanos) {
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
    var stop = new CountDownLatch(1);
    stopping = stop;
    Thread.ofVirtual().name("pipeline-sampler").start(() -> run(stop));
  }

  @Override
  public void stop() {
    var stop = stopping;
    if (stop != null) {
      stop.countDown();
      stopping = null;
    }
  }

  @Override
  public boolean isRunning() {
    return stopping != null;
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

  private void run(CountDownLatch stop) {
    try {
      while (!stop.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        sample();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
