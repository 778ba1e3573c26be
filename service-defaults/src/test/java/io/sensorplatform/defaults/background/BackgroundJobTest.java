package io.sensorplatform.defaults.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BackgroundJobTest {

  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final class Stepping extends BackgroundJob {
    final AtomicInteger steps = new AtomicInteger();
    final CountDownLatch stepped = new CountDownLatch(3);
    final CountDownLatch ended = new CountDownLatch(1);

    Stepping() {
      super(Thread.ofVirtual());
    }

    @Override
    protected void run(Ending ending) throws InterruptedException {
      do {
        steps.incrementAndGet();
        stepped.countDown();
      } while (!ending.comesWithin(SOON));
      ended.countDown();
    }
  }

  @Test
  void worksFromStartToStop() throws InterruptedException {
    var job = new Stepping();
    assertThat(job.isRunning()).isFalse();
    job.start();
    assertThat(job.isRunning()).isTrue();
    assertThat(job.stepped.await(10, TimeUnit.SECONDS)).isTrue();
    job.stop();
    assertThat(job.isRunning()).isFalse();
    assertThat(job.ended.await(10, TimeUnit.SECONDS)).isTrue();
    int steps = job.steps.get();
    Thread.sleep(20);
    assertThat(job.steps).hasValue(steps);
  }

  /** A thread that is faster than the one that starts it once took itself for stopped. */
  @Test
  void goesOnHoweverFastItsThreadIs() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      var job = new Stepping();
      job.start();
      assertThat(job.stepped.await(10, TimeUnit.SECONDS)).isTrue();
      job.stop();
    }
  }

  @Test
  void startsAgainAfterItsStop() throws InterruptedException {
    var job = new Stepping();
    job.start();
    job.stop();
    assertThat(job.ended.await(10, TimeUnit.SECONDS)).isTrue();
    job.start();
    assertThat(job.stepped.await(10, TimeUnit.SECONDS)).isTrue();
    job.stop();
  }

  @Test
  void isInterruptedWhereItWaitsOnSomethingElse() throws InterruptedException {
    var waits = new CountDownLatch(1);
    var thread = new AtomicReference<Thread>();
    var job =
        new BackgroundJob(Thread.ofVirtual()) {
          @Override
          protected void run(Ending ending) throws InterruptedException {
            thread.set(Thread.currentThread());
            waits.countDown();
            new CountDownLatch(1).await();
          }

          @Override
          protected void hurry(Thread waiting) {
            waiting.interrupt();
          }
        };
    job.start();
    assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
    job.stop();
    assertThat(thread.get().join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void anEndingIsHeardAtOnce() throws InterruptedException {
    var stop = new CountDownLatch(1);
    var ending = new Ending(stop);
    assertThat(ending.hasCome()).isFalse();
    assertThat(ending.comesWithin(SOON)).isFalse();
    stop.countDown();
    assertThat(ending.hasCome()).isTrue();
    assertThat(ending.comesWithin(LONG)).isTrue();
  }
}
