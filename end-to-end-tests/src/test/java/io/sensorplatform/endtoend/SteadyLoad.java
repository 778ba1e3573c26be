package io.sensorplatform.endtoend;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A device that posts small batches and sends each again until it is acknowledged, as a device with
 * a buffer does. Remembers what it sent and what was acknowledged.
 */
final class SteadyLoad implements AutoCloseable {

  private static final int BATCH = 20;
  private static final int SENSORS = 7;

  private final Api api;
  private final String prefix;
  private final Set<Row> acknowledged = new HashSet<>();
  private final Set<Row> sent = new HashSet<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger batches = new AtomicInteger();
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final Thread thread;
  private volatile boolean running = true;

  SteadyLoad(Api api, String prefix) {
    this.api = api;
    this.prefix = prefix;
    this.thread = Thread.ofVirtual().name("load").start(this::post);
  }

  int acknowledgedBatches() {
    return batches.get();
  }

  /** Answers that were not a 202, lost connections included. */
  int refused() {
    return refused.get();
  }

  /** Ends after the batch under way; the sets are then safe to read. */
  @Override
  public void close() throws InterruptedException {
    running = false;
    thread.join();
  }

  Set<Row> acknowledged() {
    return acknowledged;
  }

  Set<Row> sent() {
    return sent;
  }

  private void post() {
    for (int n = 0; running; n++) {
      List<Row> batch = batch(n);
      sent.addAll(batch);
      String body = batch.stream().map(Row::json).collect(Collectors.joining(",", "[", "]"));
      while (!acknowledged(body)) {
        refused.incrementAndGet();
        if (!running) {
          return;
        }
        pause(200);
      }
      acknowledged.addAll(batch);
      batches.incrementAndGet();
      pause(60);
    }
  }

  private boolean acknowledged(String body) {
    try {
      HttpResponse<String> answer = api.post(body);
      if (answer.statusCode() == 500 || answer.statusCode() == 400) {
        throw new AssertionError(answer.body());
      }
      return answer.statusCode() == 202;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Row> batch(int n) {
    var batch = new ArrayList<Row>();
    for (int i = 0; i < BATCH; i++) {
      int number = n * BATCH + i;
      String sensorId = prefix + "s" + number % SENSORS;
      batch.add(new Row(sensorId, start.minusSeconds(100_000).plusMillis(number), number));
    }
    return batch;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
