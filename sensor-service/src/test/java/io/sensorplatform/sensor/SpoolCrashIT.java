package io.sensorplatform.sensor;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newDirectory;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SpoolCrashIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int SENSORS = 3;
  private static final long SEED = Long.getLong("seed", new Random().nextLong());

  private final String tenant = newTenant();
  private final String token = device(tenant, "plant1/");

  @Test
  void losesNothingOverKill9InTheMiddleOfAnOutage() throws Exception {
    var random = new Random(SEED);
    Path directory = newDirectory();
    var acknowledged = new ConcurrentLinkedQueue<Double>();
    int spooled = 0;
    try (var service = new SensorServiceProcess(Map.of("platform.spool.directory", directory))) {
      EmbeddedServers.kafka();
      service.start();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> service.post(token, reading(0)).contains("replicated"));
      acknowledged.add(0.0);
      EmbeddedServers.kafka().kill();
      try {
        var next = new AtomicInteger(1);
        for (int kill = 0; kill < 3; kill++) {
          var stop = new AtomicBoolean();
          var count = new AtomicInteger();
          var load =
              CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                  int value = next.getAndIncrement();
                  if (service.post(token, reading(value)).contains("spooled")) {
                    acknowledged.add((double) value);
                    count.incrementAndGet();
                  }
                }
              });
          int enough = 30 + random.nextInt(200);
          Awaitility.await().atMost(PATIENCE).until(() -> count.get() >= enough);
          service.kill();
          stop.set(true);
          load.join();
          spooled += count.get();
          service.start();
        }
      } finally {
        EmbeddedServers.kafka().start();
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> service.post(token, reading(-1)).contains("replicated"));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(ReadingsOnKafka.readings(tenant))
                  .as("-Dseed=" + SEED)
                  .extracting(Reading::value)
                  .containsAll(acknowledged));
    }
    assertThat(spooled).isGreaterThan(90);
    List<Reading> all = ReadingsOnKafka.readings(tenant);
    for (int sensor = 0; sensor < SENSORS; sensor++) {
      String id = "plant1/" + sensor;
      List<Double> there =
          all.stream().filter(r -> r.sensorId().equals(id)).map(Reading::value).toList();
      List<Double> last = List.copyOf(new LinkedHashSet<>(there.reversed())).reversed();
      int which = sensor;
      assertThat(last)
          .as("order of " + id)
          .containsSubsequence(
              acknowledged.stream().filter(value -> value.intValue() % SENSORS == which).toList());
    }
  }

  private static String reading(int value) {
    return "{\"sensorId\":\"plant1/%d\",\"value\":%d}"
        .formatted(Math.floorMod(value, SENSORS), value);
  }
}
