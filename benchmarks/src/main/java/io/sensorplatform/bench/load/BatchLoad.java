package io.sensorplatform.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Sites that post batches, each over its own connection: as fast as they are answered, or at a rate
 * of all together. At a rate, a POST's time runs from when it was due.
 */
public final class BatchLoad {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final URI target;
  private final Form form;
  private final List<BatchBody> sites = new ArrayList<>();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Times> times = new ArrayList<>();
  private volatile boolean running;
  private volatile @Nullable Exception failure;

  /**
   * @param prefix of all sensors' ids; the token must allow it
   * @param readings in each POST
   */
  public BatchLoad(URI target, String prefix, int connections, int readings, Instant first) {
    this(target, Form.READINGS, prefix, connections, readings, first);
  }

  /** The same for another one's form. */
  public BatchLoad(
      URI target, Form form, String prefix, int connections, int readings, Instant first) {
    this.target = target;
    this.form = form;
    for (int site = 0; site < connections; site++) {
      sites.add(new BatchBody("%ssite%02d/".formatted(prefix, site), readings, first, form));
    }
  }

  /**
   * Goes on where the last run has ended.
   *
   * @param rate readings a second; 0 for as fast as they are answered
   */
  public void start(String token, double rate) {
    running = true;
    threads.clear();
    times.clear();
    long now = System.nanoTime();
    for (int site = 0; site < sites.size(); site++) {
      BatchBody body = sites.get(site);
      var own = new Times();
      times.add(own);
      long pace = rate == 0 ? 0 : (long) (1e9 * body.readings() * sites.size() / rate);
      long first = now + pace * site / sites.size();
      threads.add(
          Thread.ofPlatform()
              .name("load-" + site)
              .start(() -> postAll(body, token, pace, first, own)));
    }
  }

  /** Readings that were answered with 202, or with an offset each, of all runs. */
  public long accepted() {
    return accepted.sum();
  }

  /** POSTs that were answered otherwise. */
  public long refused() {
    return refused.sum();
  }

  /** What the POSTs took, since the load began or since this was last asked. */
  public Times times() {
    var all = new Times();
    times.forEach(all::take);
    return all;
  }

  /** Whether it has ended by itself; {@link #stop} tells why. */
  boolean hasFailed() {
    return failure != null;
  }

  /** Returns once every POST that has begun is answered. */
  public void stop() throws Exception {
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void postAll(BatchBody body, String token, long pace, long first, Times own) {
    long due = first;
    while (running) {
      try (var poster = new Poster(target, form, token)) {
        while (running) {
          byte[] batch = body.next();
          if (pace > 0) {
            sleepUntil(due);
          }
          long from = pace > 0 ? due : System.nanoTime();
          due += pace;
          var answer = poster.post(batch);
          own.add(System.nanoTime() - from);
          accepted.add(answer.accepted());
          if (answer.status() == 401 || answer.status() == 403 || answer.status() == 422) {
            throw new IllegalStateException("a POST was answered with " + answer.status());
          }
          if (answer.status() != form.status()) {
            refused.increment();
            Thread.sleep(PAUSE);
          } else if (answer.accepted() != body.readings()) {
            throw new IllegalStateException(
                "%d of %d were accepted".formatted(answer.accepted(), body.readings()));
          }
        }
      } catch (IOException e) {
        refused.increment();
      } catch (RuntimeException | InterruptedException e) {
        failure = e;
        running = false;
      }
    }
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    long wait = nanoTime - System.nanoTime();
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait));
    }
  }
}
