package io.sensorplatform.defaults.background;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Work in a thread of its own, from the service's start to its stop. */
public abstract class BackgroundJob implements SmartLifecycle {

  private final Thread.Builder threads;
  private volatile @Nullable Running running;

  private record Running(Thread thread, CountDownLatch stop) {}

  /**
   * @param threads makes the thread, such as {@code Thread.ofVirtual().name("retention")}
   */
  protected BackgroundJob(Thread.Builder threads) {
    this.threads = threads;
  }

  /**
   * Works until it is to end; then no step of it may take long.
   *
   * @throws InterruptedException ends it
   */
  protected abstract void run(Ending ending) throws InterruptedException;

  /**
   * Is called when it is to end, for one that waits elsewhere than on its {@link Ending}: it may
   * interrupt the thread. That closes a socket from which a virtual thread reads.
   */
  protected void hurry(Thread thread) {}

  @Override
  public void start() {
    var stop = new CountDownLatch(1);
    var ending = new Ending(stop);
    Thread thread =
        threads.unstarted(() -> {
          try {
            run(ending);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    running = new Running(thread, stop);
    thread.start();
  }

  @Override
  public void stop() {
    Running now = running;
    running = null;
    if (now != null) {
      now.stop.countDown();
      hurry(now.thread);
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }
}
