package io.sensorplatform.sensor.idempotency;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.sensor.ReadingsOnKafka;
import io.sensorplatform.sensor.RunningSensorService;
import io.sensorplatform.sensor.RunningSensorService.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class IdempotencyIT {

  private static final String JSON = "application/json";
  private static final String KEY = "Idempotency-Key";

  /** Without an instant: two of them are two readings. */
  private static final String READING = "{\"sensorId\":\"plant1/a\",\"value\":1}";

  private final RunningSensorService service = RunningSensorService.shared();
  private final String tenant = newTenant();
  private final String token = device(tenant, "plant1/");

  @BeforeAll
  static void kafkaIsReady() {
    RunningSensorService service = RunningSensorService.shared();
    String token = device(newTenant(), "plant1/");
    Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(90))
        .until(() -> service.post(token, JSON, READING).status() == 202);
  }

  @Test
  void answersTheSameAgainAndStoresNothingTwice() {
    Answer first = service.post(token, JSON, READING, KEY, "\"one\"");
    Answer again = service.post(token, JSON, READING, KEY, "\"one\"");
    Answer withoutQuotes = service.post(token, JSON, READING, KEY, "one");

    assertThat(first.status()).as(first.toString()).isEqualTo(202);
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    for (Answer replayed : List.of(again, withoutQuotes)) {
      assertThat(replayed.toString()).isEqualTo(first.toString());
      assertThat(replayed.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(replayed.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    }
    assertThat(ReadingsOnKafka.readings(tenant)).hasSize(1);
  }

  @Test
  void answersThePartlyRejectedBatchAgainWithItsErrors() {
    String batch = "[" + READING + ",{\"sensorId\":\"elsewhere/a\",\"value\":1}]";

    Answer first = service.post(token, JSON, batch, KEY, "batch");
    Answer again = service.post(token, JSON, batch, KEY, "batch");

    assertThat(again.json().at("/errors/0/code").asString()).isEqualTo("sensor-not-allowed");
    assertThat(again.toString()).isEqualTo(first.toString());
    assertThat(ReadingsOnKafka.readings(tenant)).hasSize(1);
  }

  @Test
  void refusesAnotherBodyUnderTheSameKey() {
    service.post(token, JSON, READING, KEY, "reused");
    double before = service.count("sensor.idempotency.conflicts", "code", "idempotency-key-reused");

    Answer other = service.post(token, JSON, READING.replace('1', '2'), KEY, "reused");

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("idempotency-key-reused");
    assertThat(ReadingsOnKafka.readings(tenant)).hasSize(1);
    assertThat(service.count("sensor.idempotency.conflicts", "code", "idempotency-key-reused"))
        .isEqualTo(before + 1);
  }

  @Test
  void keepsTheKeysOfTenantsApart() {
    String other = newTenant();

    service.post(token, JSON, READING, KEY, "mine");
    Answer theirs = service.post(device(other, "plant1/"), JSON, READING, KEY, "mine");

    assertThat(theirs.header("Idempotency-Replayed")).isEmpty();
    assertThat(ReadingsOnKafka.readings(other)).hasSize(1);
  }

  @Test
  void servesARequestAgainThatStoredNothing() {
    String bad = "{\"sensorId\":\"plant1/a\",\"value\":\"x\"}";
    assertThat(service.post(token, JSON, bad, KEY, "mended").code()).isEqualTo("readings-rejected");
    assertThat(service.post(token, JSON, "{", KEY, "mended").code()).isEqualTo("malformed-json");

    Answer mended = service.post(token, JSON, READING, KEY, "mended");

    assertThat(mended.status()).as(mended.toString()).isEqualTo(202);
    assertThat(mended.header("Idempotency-Replayed")).isEmpty();
  }

  @Test
  void refusesWhatIsNoKey() {
    Answer answer = service.post(token, JSON, READING, KEY, "\"open");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("idempotency-key-invalid");
    assertThat(answer.json().path("detail").asString()).contains("closing quote");
    assertThat(ReadingsOnKafka.readings(tenant)).isEmpty();
  }

  @Test
  void storesOnceWhatComesManyTimesAtOnce() throws Exception {
    List<Answer> answers = atOnce(20, () -> service.post(token, JSON, READING, KEY, "at-once"));

    assertThat(answers)
        .allSatisfy(answer ->
            assertThat(answer.status() == 202 || answer.code().equals("idempotency-key-in-use"))
                .as(answer.toString())
                .isTrue());
    assertThat(answers).anyMatch(answer -> answer.status() == 202);
    assertThat(ReadingsOnKafka.readings(tenant)).hasSize(1);
  }

  @Test
  void sharesKeysThroughRedisAndGoesOnWithoutIt() throws Exception {
    RedisServer redis = redis(0);
    int port = redis.ports().getFirst();
    Map<String, Object> settings =
        Map.of("platform.idempotency.redis-url", "redis://127.0.0.1:" + port);
    try (var one = RunningSensorService.start(settings);
        var two = RunningSensorService.start(settings)) {
      for (RunningSensorService each : List.of(one, two)) {
        Awaitility.await()
            .until(() -> {
              accepted(each, "probe" + System.nanoTime());
              return each.gauge("sensor.idempotency.redis.up") == 1;
            });
      }
      Answer first = accepted(one, "shared");
      Answer again = two.post(token, JSON, READING, KEY, "shared");
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(again.toString()).isEqualTo(first.toString());
      assertThat(two.post(token, JSON, READING + " ", KEY, "shared").code())
          .isEqualTo("idempotency-key-reused");
      assertThat(one.gauge("sensor.idempotency.redis.up")).isEqualTo(1);

      redis.stop();
      Answer alone = accepted(one, "alone");
      Answer aloneAgain = one.post(token, JSON, READING, KEY, "alone");
      assertThat(alone.header("Idempotency-Replayed")).isEmpty();
      assertThat(aloneAgain.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(one.gauge("sensor.idempotency.redis.up")).isZero();

      redis = redis(port);
      Awaitility.await()
          .until(() -> {
            accepted(one, "probe" + System.nanoTime());
            return one.gauge("sensor.idempotency.redis.up") == 1;
          });
      assertThat(one.post(token, JSON, READING, KEY, "alone").header("Idempotency-Replayed"))
          .as("what came meanwhile is still known to the instance that served it")
          .isEqualTo("true");
    } finally {
      redis.stop();
    }
  }

  @Test
  void startsWithRedisAway() throws Exception {
    Map<String, Object> nowhere = Map.of("platform.idempotency.redis-url", "redis://127.0.0.1:1");
    try (var alone = RunningSensorService.start(nowhere)) {
      accepted(alone, "no-redis");
      assertThat(alone.post(token, JSON, READING, KEY, "no-redis").header("Idempotency-Replayed"))
          .isEqualTo("true");
    }
  }

  /** Its own connection to Kafka may not be there at once. */
  private Answer accepted(RunningSensorService by, String key) {
    return Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() -> by.post(token, JSON, READING, KEY, key), answer -> answer.status() == 202);
  }

  private static RedisServer redis(int port) throws IOException {
    var server = port == 0 ? RedisServer.newRedisServer().port(freePort()) : at(port);
    RedisServer started = server.build();
    started.start();
    return started;
  }

  private static redis.embedded.core.RedisServerBuilder at(int port) {
    return RedisServer.newRedisServer().port(port);
  }

  private static int freePort() throws IOException {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static List<Answer> atOnce(int times, Callable<Answer> call) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(java.util.Collections.nCopies(times, call)).stream()
          .map(Future::resultNow)
          .toList();
    }
  }
}
