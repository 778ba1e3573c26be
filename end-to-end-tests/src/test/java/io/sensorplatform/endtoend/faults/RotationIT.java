package io.sensorplatform.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.SharedPlatform;
import io.sensorplatform.endtoend.Stored;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Devices that get a new key while they send, and whose old key is then revoked: no reading is
 * refused, and no token of an old key goes on. 1,000 devices in the long form, which send for a
 * while before the first key changes.
 */
@ExtendWith(SharedPlatform.class)
class RotationIT {

  private static final boolean LONG = Boolean.getBoolean("faults.long");
  private static final int DEVICES = LONG ? 1_000 : 24;
  private static final Duration WINDOW = Duration.ofSeconds(LONG ? 60 : 8);

  /** A platform that was just started compiles: what it refuses then is no matter of keys. */
  private static final Duration WARM_UP = Duration.ofSeconds(LONG ? 90 : 0);

  private static final String TENANT = "rotation";

  /** More than the usual allowance: all devices and their operator stand behind one address. */
  private static final String LIMITS =
      """
      platform.gateway.limits.token.rate=2000
      platform.gateway.limits.token.burst=4000
      platform.gateway.limits.writes.rate=2000
      platform.gateway.limits.writes.burst=4000
      """;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();
  private final Map<String, Integer> before = new ConcurrentSkipListMap<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private String gateway;
  private String operator;

  private record Key(String clientId, String keyId, String apiKey) {}

  @Test
  void noReadingIsRefusedWhileKeysAreReplaced(Platform platform) throws Exception {
    new Breakage(platform)
        .withSettings(
            "gateway-service",
            LIMITS,
            () -> {
              gateway = platform.gateway();
              operator = platform.run("token", "operator").succeeded().out().trim();
              rotate(platform);
              return "";
            });
  }

  private void rotate(Platform platform) throws Exception {
    List<Key> keys = importDevices();
    List<String> oldTokens = new ArrayList<>();
    try (var devices = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> running = new ArrayList<>();
      for (Key key : keys) {
        Callable<String> device = () -> live(key);
        running.add(devices.submit(device));
      }
      for (Future<String> device : running) {
        oldTokens.add(device.get());
      }
    }
    System.out.printf(
        "%d devices rotated their keys: answers %s; before, to the same load %s%n",
        DEVICES, answers, before);
    assertThat(answers.keySet()).as("answers to readings").containsExactly("202");
    await()
        .atMost(FaultBench.DRAIN)
        .untilAsserted(() ->
            assertThat(new Stored(platform).rows(TENANT, "rotation/")).hasSize(accepted.get()));
    // The last key was revoked when its device ended: within 5 s nobody accepts its old token.
    Thread.sleep(5_000);
    for (String token : oldTokens) {
      HttpResponse<String> answer =
          post("/v1/readings", token, "application/json", reading("rotation/x", 0));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
      assertThat(Api.json(answer).at("/code").asString()).isEqualTo("token-revoked");
    }
  }

  /** Sends, changes the key at some moment in between, and returns a token of the old key. */
  private String live(Key old) throws Exception {
    String oldToken = token(old);
    String token = oldToken;
    int warmed = 0;
    for (long until = System.nanoTime() + WARM_UP.toNanos(); System.nanoTime() < until; ) {
      send(old.clientId(), warmed++, token, before);
      pause();
    }
    long start = System.nanoTime();
    long change = ThreadLocalRandom.current().nextLong(WINDOW.toNanos());
    boolean changed = false;
    for (int k = warmed; System.nanoTime() - start < WINDOW.toNanos() || !changed; k++) {
      if (!changed && System.nanoTime() - start >= change) {
        Key next = successor(old);
        token = token(next);
        send(old.clientId(), k++, token, answers);
        revoke(old);
        changed = true;
      }
      send(old.clientId(), k, token, answers);
      pause();
    }
    return oldToken;
  }

  /** Devices do not beat in time. */
  private static void pause() throws InterruptedException {
    long usual = LONG ? 2_000 : 200;
    Thread.sleep(ThreadLocalRandom.current().nextLong(usual / 2, usual * 3 / 2));
  }

  private void send(String device, int k, String token, Map<String, Integer> counts)
      throws Exception {
    HttpResponse<String> answer =
        post("/v1/readings", token, "application/json", reading("rotation/" + device, k));
    if (answer.statusCode() == 202) {
      accepted.incrementAndGet();
    }
    counts.merge(
        answer.statusCode() == 202
            ? "202"
            : answer.statusCode() + " " + Api.json(answer).at("/code").asString(),
        1,
        Integer::sum);
  }

  private static String reading(String sensor, int k) {
    return "{\"sensorId\":\"%s\",\"observedAt\":%d,\"value\":%d}"
        .formatted(sensor, System.currentTimeMillis() - 3_600_000 + k, k);
  }

  private List<Key> importDevices() throws Exception {
    String lines =
        IntStream.range(0, DEVICES)
            .mapToObj(i -> "{\"name\":\"rotating %d\",\"sensors\":[\"rotation/\"]}".formatted(i))
            .collect(Collectors.joining("\n"));
    HttpResponse<String> answer =
        post("/v1/devices/import?tenant=" + TENANT, operator, "application/x-ndjson", lines);
    List<Key> keys =
        answer
            .body()
            .lines()
            .map(JsonMapper.shared()::readTree)
            .filter(line -> line.at("/status").asString().equals("created"))
            .map(line ->
                new Key(
                    line.at("/clientId").asString(),
                    line.at("/keyId").asString(),
                    line.at("/apiKey").asString()))
            .toList();
    assertThat(keys).as(answer.body()).hasSize(DEVICES);
    return keys;
  }

  private String token(Key key) throws Exception {
    String credentials = key.clientId() + ':' + key.apiKey();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway + "/oauth2/token"))
            .timeout(Duration.ofSeconds(60))
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    return Api.json(patient(request, 200)).at("/access_token").asString();
  }

  private Key successor(Key old) throws Exception {
    JsonNode added =
        Api.json(
            patient(
                posting(
                    "/v1/devices/" + old.clientId() + "/keys", operator, "application/json", "{}"),
                201));
    return new Key(old.clientId(), added.at("/keyId").asString(), added.at("/apiKey").asString());
  }

  private void revoke(Key key) throws Exception {
    patient(
        HttpRequest.newBuilder(
                URI.create(gateway + "/v1/devices/" + key.clientId() + "/keys/" + key.keyId()))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + operator)
            .DELETE()
            .build(),
        204);
  }

  /**
   * All at once they are more than two cores can sign for: they come back when they are told to.
   */
  private static HttpResponse<String> patient(HttpRequest request, int status) throws Exception {
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    while (answer.statusCode() == 503 || answer.statusCode() == 429) {
      Thread.sleep(Api.retryAfter(answer));
      answer = HTTP.send(request, BodyHandlers.ofString());
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private HttpResponse<String> post(String path, String token, String type, String body)
      throws Exception {
    return HTTP.send(posting(path, token, type, body), BodyHandlers.ofString());
  }

  private HttpRequest posting(String path, String token, String type, String body) {
    return HttpRequest.newBuilder(URI.create(gateway + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", type)
        .POST(BodyPublishers.ofString(body))
        .build();
  }
}
