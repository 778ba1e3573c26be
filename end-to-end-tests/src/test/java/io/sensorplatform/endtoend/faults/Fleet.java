package io.sensorplatform.endtoend.faults;

import io.sensorplatform.endtoend.Api;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Devices that post batches and send each again until it is acknowledged, as devices with a buffer
 * do. Reading number k of a device is known by its instant and has the value k, so everything that
 * was sent can be told from what is stored. One more sensor of each device corrects its one reading
 * with every batch: its last value shows whether the order was kept.
 */
final class Fleet implements AutoCloseable {

  static final int BATCH = 50;
  static final int SENSORS = 7;
  private static final int IO_ERROR = 0;

  /** What one device sent and what was acknowledged, by numbers. */
  static final class Device {
    final BitSet acknowledged = new BitSet();
    int sent;
    int lastCorrection = -1;
  }

  private final String prefix;
  private final Instant base = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(10_000);
  private final List<Device> devices = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger replicated = new AtomicInteger();
  private final AtomicInteger spooled = new AtomicInteger();
  private final AtomicInteger withoutRetryAfter = new AtomicInteger();
  private final AtomicLong lastReplicatedNanos = new AtomicLong(System.nanoTime());
  private final boolean hot;
  private volatile boolean running = true;
  private volatile String surprise;

  /**
   * @param apis one for each device
   * @param prefix of the ids of all sensors; ends with a slash
   * @param hot whether one sensor has nine of ten readings
   */
  Fleet(List<Api> apis, String prefix, boolean hot) {
    this.prefix = prefix;
    this.hot = hot;
    for (int d = 0; d < apis.size(); d++) {
      var device = new Device();
      devices.add(device);
      int number = d;
      Api api = apis.get(d);
      threads.add(Thread.ofVirtual().name("device-" + d).start(() -> post(api, number, device)));
    }
  }

  /** Answers that were not a 202, lost connections included. */
  int refused() {
    return answers.entrySet().stream()
        .filter(entry -> entry.getKey() != 202)
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  int answers(int status) {
    return answers.getOrDefault(status, 0);
  }

  int requests() {
    return requests.get();
  }

  int acknowledgedBatches() {
    return replicated.get() + spooled.get();
  }

  int replicatedBatches() {
    return replicated.get();
  }

  int spooledBatches() {
    return spooled.get();
  }

  /** 429 or 503 that did not say when to come back. */
  int withoutRetryAfter() {
    return withoutRetryAfter.get();
  }

  /** When a batch was last acknowledged as replicated. */
  long lastReplicatedNanos() {
    return lastReplicatedNanos.get();
  }

  Map<Integer, Integer> answers() {
    return new TreeMap<>(answers);
  }

  /** An answer that no device should ever get; null if there was none. */
  String surprise() {
    return surprise;
  }

  /** Ends after the batches under way; what was sent and acknowledged is then safe to read. */
  @Override
  public void close() throws InterruptedException {
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  List<Device> devices() {
    return devices;
  }

  String prefix() {
    return prefix;
  }

  long baseMillis() {
    return base.toEpochMilli();
  }

  /** The sensor that reading k of a device is of. */
  String sensor(int device, int k) {
    int number = hot ? (k % 10 == 0 ? k / 10 % SENSORS : 0) : k % SENSORS;
    return prefix + "d" + device + "/s" + number;
  }

  String correctedSensor(int device) {
    return prefix + "d" + device + "/corrected";
  }

  private void post(Api api, int number, Device device) {
    for (int n = 0; running; n++) {
      int from = n * BATCH;
      String body = body(number, from, n);
      device.sent = from + BATCH;
      device.lastCorrection = n;
      while (!isAcknowledged(api, body)) {
        // A device that is switched off leaves its last batch open.
        if (!running) {
          return;
        }
        pause(150);
      }
      device.acknowledged.set(from, from + BATCH);
      pause(60);
    }
  }

  private String body(int device, int from, int n) {
    var body = new StringBuilder("[");
    for (int k = from; k < from + BATCH; k++) {
      append(body, sensor(device, k), base.plusMillis(k), k).append(',');
    }
    return append(body, correctedSensor(device), base, n).append(']').toString();
  }

  private static StringBuilder append(StringBuilder body, String sensor, Instant at, int value) {
    return body.append("{\"sensorId\":\"")
        .append(sensor)
        .append("\",\"observedAt\":\"")
        .append(at)
        .append("\",\"value\":")
        .append(value)
        .append('}');
  }

  private boolean isAcknowledged(Api api, String body) {
    requests.incrementAndGet();
    try {
      HttpResponse<String> answer = api.post(body);
      int status = answer.statusCode();
      answers.merge(status, 1, Integer::sum);
      switch (status) {
        case 202 -> {
          if (answer.body().contains("\"spooled\"")) {
            spooled.incrementAndGet();
          } else {
            replicated.incrementAndGet();
            lastReplicatedNanos.set(System.nanoTime());
          }
          if (Api.json(answer).at("/accepted").asInt() != BATCH + 1) {
            surprise = answer.body();
          }
          return true;
        }
        case 429, 503 -> {
          if (answer.headers().firstValue("Retry-After").isEmpty()) {
            withoutRetryAfter.incrementAndGet();
          }
        }
        case 502, 504 -> {}
        default -> surprise = status + " " + answer.body();
      }
      return false;
    } catch (IOException | IllegalStateException e) {
      answers.merge(IO_ERROR, 1, Integer::sum);
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
