package io.sensorplatform.stream.lag;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Measures the lag of each role again and again. */
final class LagSampler implements SmartLifecycle {

  private final List<RoleLag> roles;
  private final Duration interval;
  private volatile @Nullable CountDownLatch stopping;

  LagSampler(List<RoleLag> roles, Duration interval) {
    this.roles = List.copyOf(roles);
    this.interval = interval;
  }

  @Override
  public void start() {
    var stop = new CountDownLatch(1);
    stopping = stop;
    for (var role : roles) {
      Thread.ofPlatform().daemon().name("lag-" + role.name()).start(() -> run(role, stop));
    }
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

  private void run(RoleLag role, CountDownLatch stop) {
    try (role) {
      do {
        role.sample();
      } while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
