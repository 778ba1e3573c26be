package io.sensorplatform.endtoend.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.Row;
import io.sensorplatform.endtoend.SharedPlatform;
import io.sensorplatform.endtoend.Stored;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Mutated requests against the whole platform: the same 100,000 in each build; {@code
 * -Dfuzz.requests=1000000 -Dseed=N} takes more, and others.
 */
@ExtendWith(SharedPlatform.class)
class FuzzIT {

  private static final long REQUESTS = Long.getLong("fuzz.requests", 100_000);
  private static final long SEED = Long.getLong("seed", 2);

  /** Requests shall reach what is behind the limits, and nobody wait for the end of a cut one. */
  private static final String SETTINGS =
      """
      platform.gateway.limits.writes.rate=1000000
      platform.gateway.limits.writes.burst=1000000
      platform.gateway.limits.reads.rate=1000000
      platform.gateway.limits.reads.burst=1000000
      platform.gateway.head-timeout=2s
      platform.gateway.body-timeout=2s
      """;

  @Test
  void mutatedRequestsFindNoFaultAndCostNoNeighbourAReading(Platform platform) throws Exception {
    Path settings = platform.data().resolve("settings/gateway-service.properties");
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, SETTINGS);
    restart(platform);
    try {
      run(platform);
    } finally {
      Files.delete(settings);
      restart(platform);
    }
  }

  private static void run(Platform platform) throws Exception {
    Api neighbour = platform.api("fuzz-neighbour", "fuzz-neighbour", "near/");
    List<Instant> accepted = new CopyOnWriteArrayList<>();
    var stop = new AtomicBoolean();
    Thread sends = Thread.ofVirtual().start(() -> sendReadings(neighbour, accepted, stop));
    await().until(() -> !accepted.isEmpty());
    String token = platform.token("fuzz", "fuzz", "fuzz/");

    var fuzz = new Fuzz(URI.create(platform.gateway()), token, SEED);
    long start = System.nanoTime();
    fuzz.run(REQUESTS, Path.of("target", "fuzz-" + SEED));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    stop.set(true);
    sends.join();

    System.out.printf(
        "Fuzz run: seed %d, %,d requests in %d s: %s; %d readings of a neighbour meanwhile%n",
        SEED, REQUESTS, took.toSeconds(), fuzz.answers(), accepted.size());
    assertThat(fuzz.faults()).as("seed %d", SEED).isEmpty();
    assertThat(platform.status().at("/state").asString()).isEqualTo("ready");
    var stored = new Stored(platform);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(stored.rows("fuzz-neighbour", "near/"))
                .extracting(Row::observedAt)
                .containsExactlyElementsOf(accepted));
  }

  /** One reading after the other, each until it is answered, as an honest device does. */
  private static void sendReadings(Api neighbour, List<Instant> accepted, AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS);
        HttpResponse<String> answer =
            neighbour.postUntilAnswered(
                "{\"sensorId\":\"near/a\",\"observedAt\":\"%s\",\"value\":1}".formatted(at));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        accepted.add(at);
        Thread.sleep(200);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void restart(Platform platform) {
    platform.run("stop", "gateway-service").succeeded();
    platform.run("start", "gateway-service").succeeded();
  }
}
