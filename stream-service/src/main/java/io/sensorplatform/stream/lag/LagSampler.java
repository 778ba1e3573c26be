package io.sensorplatform.stream.lag;

import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Measures the lag of each role again and again, each in a thread of its own. */
final class LagSampler implements SmartLifecycle {

  private final List<OfRole> jobs;

  LagSampler(List<RoleLag> roles, Duration interval) {
    this.jobs = roles.stream().map(role -> new OfRole(role, interval)).toList();
  }

  @Override
  public void start() {
    jobs.forEach(OfRole::start);
  }

  @Override
  public void stop() {
    jobs.forEach(OfRole::stop);
  }

  @Override
  public boolean isRunning() {
    return jobs.stream().anyMatch(OfRole::isRunning);
  }

  private static final class OfRole extends BackgroundJob {

    private final RoleLag role;
    private final Duration interval;

    OfRole(RoleLag role, Duration interval) {
      super(Thread.ofPlatform().daemon().name("lag-" + role.name()));
      this.role = role;
      this.interval = interval;
    }

    @Override
    protected void run(Ending ending) throws InterruptedException {
      try (role) {
        do {
          role.sample();
        } while (!ending.comesWithin(interval));
      }
    }
  }
}
