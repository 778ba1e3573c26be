package io.sensorplatform.auth.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who guesses keys learns nothing from the answers, nor from how long they take. */
class KeyGuessingIT {

  private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @Test
  void everyRefusalLooksTheSame() {
    NewDevice device = SHARED.device("a");
    NewDevice other = SHARED.device("b");
    NewDevice revoked = SHARED.device("c");
    server.delete(
        "/v1/devices/%s/keys/%s".formatted(revoked.clientId(), revoked.keyId()), SHARED.operator());
    NewDevice expired = SHARED.device("d");
    AuthServer.sql(
        "update device_key set expires_at = now() where key_id = '%s'".formatted(expired.keyId()));
    NewDevice disabled = SHARED.device("e");
    server.patch(
        "/v1/devices/" + disabled.clientId(), SHARED.operator(), "*", "{\"disabled\":true}");
    Map<String, Answer> answers = new LinkedHashMap<>();
    answers.put("unknown id", attempt(device.clientId(), unknownId(device)));
    answers.put("wrong secret", attempt(device.clientId(), wrongSecret(device)));
    answers.put("first half right", attempt(device.clientId(), halfRight(device)));
    answers.put("another device's key", attempt(device.clientId(), other.apiKey()));
    answers.put("unknown device", attempt("dev_aaaaaaaaaaaaaaaa", device.apiKey()));
    answers.put("revoked", attempt(revoked.clientId(), revoked.apiKey()));
    answers.put("expired", attempt(expired.clientId(), expired.apiKey()));
    answers.put("disabled", attempt(disabled.clientId(), disabled.apiKey()));
    answers.put("no key", attempt(device.clientId(), "x"));
    answers.put("upper case", attempt(device.clientId(), device.apiKey().toUpperCase()));
    answers.put("with a blank", attempt(device.clientId(), device.apiKey() + " "));
    answers.put("long", attempt(device.clientId(), device.apiKey() + "a".repeat(4_000)));

    answers.forEach((what, answer) -> {
      assertThat(answer.status()).as(what).isEqualTo(401);
      assertThat(answer.text()).as(what).isEqualTo("{\"error\":\"invalid_client\"}");
      assertThat(headers(answer)).as(what).isEqualTo(headers(answers.get("unknown id")));
    });
    assertThat(attempt(device.clientId(), device.apiKey()).status()).isEqualTo(200);
  }

  @Test
  void aKeyInAnyOtherPlaceIsNoCredential() {
    NewDevice device = SHARED.device("a");
    var inQuery =
        server
            .tokenRequest(Map.of("grant_type", "client_credentials"))
            .uri(
                server.uri(
                    "/oauth2/token?client_id=%s&client_secret=%s"
                        .formatted(device.clientId(), device.apiKey())));
    assertThat(AuthServer.send(inQuery).status()).isBetween(400, 401);
    assertThat(server.token(device.apiKey(), "", GRANT).status()).isBetween(400, 401);
    assertThat(server.token(device.apiKey(), device.clientId(), GRANT).status()).isEqualTo(401);
    assertThat(server.get("/v1/devices", device.apiKey()).status()).isEqualTo(401);
    assertThat(
            AuthServer.send(
                    server.tokenRequest(GRANT).header("Authorization", "Bearer " + device.apiKey()))
                .status())
        .isBetween(400, 401);
  }

  @Test
  void aKnownIdTakesAsLongAsAnUnknownOne() {
    NewDevice device = SHARED.device("a");
    List<String> keys = List.of(unknownId(device), wrongSecret(device), halfRight(device));
    long[][] nanos = new long[keys.size()][300];
    for (int round = -100; round < 300; round++) {
      // In turn, so that whatever else the machine does is in each.
      for (int i = 0; i < keys.size(); i++) {
        long start = System.nanoTime();
        attempt(device.clientId(), keys.get(i));
        if (round >= 0) {
          nanos[i][round] = System.nanoTime() - start;
        }
      }
    }
    List<Long> medians = new ArrayList<>();
    for (long[] times : nanos) {
      Arrays.sort(times);
      medians.add(times[times.length / 2]);
    }
    // A difference that an attacker could use would be of whole queries.
    assertThat(medians)
        .as("medians in ns")
        .allSatisfy(
            median -> assertThat(median).isBetween(medians.getFirst() / 2, medians.getFirst() * 2));
  }

  @Test
  void thousandGuessesAreOneKindOfRowsInTheAuditLog() {
    NewDevice device = SHARED.device("a");
    for (int i = 0; i < 1_000; i++) {
      assertThat(attempt(device.clientId(), wrongSecret(device)).status()).isEqualTo(401);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(
                    AuthServer.query(
                        "select count(*) from audit where what = 'token.get' and who = '%s'"
                            .formatted(device.clientId())))
                .isNotEqualTo(List.of("0")));
    List<String> rows =
        AuthServer.query(
            "select detail from audit where what = 'token.get' and who = '%s'"
                .formatted(device.clientId()));
    assertThat(rows).hasSizeLessThan(10).containsOnly("wrong-secret");
  }

  private Answer attempt(String clientId, String key) {
    return server.token(clientId, key, GRANT);
  }

  private static Map<String, List<String>> headers(Answer answer) {
    Map<String, List<String>> headers = new LinkedHashMap<>(answer.response().headers().map());
    headers.remove("date");
    // The trace's id, of those who send none.
    headers.remove("x-correlation-id");
    return headers;
  }

  private static String unknownId(NewDevice device) {
    return device.apiKey().replace(device.keyId(), "aaaaaaaaaaaa");
  }

  private static String wrongSecret(NewDevice device) {
    return device.apiKey().substring(0, 17) + "A".repeat(43);
  }

  private static String halfRight(NewDevice device) {
    return device.apiKey().substring(0, 40) + "A".repeat(20);
  }
}
