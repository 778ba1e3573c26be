package io.sensorplatform.auth.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DeviceApiIT {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @Test
  void createsADeviceThatCanBeReadBack() {
    Answer created = create("{\"name\":\"Presse 7\",\"sensors\":[\"plant1/press7/\",\"plant2/\"]}");

    assertThat(created.status()).isEqualTo(201);
    JsonNode device = created.json();
    String clientId = device.path("clientId").asString();
    assertThat(clientId).matches("dev_[a-z2-7]{16}");
    assertThat(created.header("Location")).isEqualTo("/v1/devices/" + clientId);
    assertThat(device.path("name").asString()).isEqualTo("Presse 7");
    assertThat(device.path("tenant").asString()).isEqualTo("default");
    assertThat(device.path("sensors").toString()).isEqualTo("[\"plant1/press7/\",\"plant2/\"]");
    assertThat(device.path("disabled").asBoolean()).isFalse();
    assertThat(Instant.parse(device.path("createdAt").asString()))
        .isBetween(Instant.now().minusSeconds(30), Instant.now());

    Answer read = server.get("/v1/devices/" + clientId, SHARED.operator());
    assertThat(read.json()).isEqualTo(device);
  }

  @Test
  void refusesASecondDeviceOfTheSameNameInATenantOnly() {
    create("{\"name\":\"twin\",\"sensors\":[\"a\"]}");

    Answer second = create("{\"name\":\"twin\",\"sensors\":[\"b\"]}");
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.code()).isEqualTo("device-exists");

    Answer elsewhere = create("{\"name\":\"twin\",\"sensors\":[\"b\"],\"tenant\":\"acme\"}");
    assertThat(elsewhere.status()).isEqualTo(201);
    assertThat(elsewhere.json().path("tenant").asString()).isEqualTo("acme");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                  | 422 | request-invalid",
        "{\"name\":\"\",\"sensors\":[\"a\"]}                  | 422 | request-invalid",
        "{\"name\":\"n1\",\"sensors\":[]}                     | 422 | request-invalid",
        "{\"name\":\"n1\",\"sensors\":[\"*\"]}                | 422 | request-invalid",
        "{\"name\":\"n1\",\"sensors\":[\"\"]}                 | 422 | request-invalid",
        "{\"name\":\"n1\",\"sensors\":[null]}                 | 422 | request-invalid",
        "{\"name\":\"\\u0000\",\"sensors\":[\"a\"]}           | 422 | request-invalid",
        "{\"name\":\"\\ud800\",\"sensors\":[\"a\"]}           | 422 | request-invalid",
        "{\"name\":\"n1\",\"sensors\":[\"a\"],\"tenant\":\"a/b\"}| 422 | request-invalid",
        "{\"name\":\"n1\",\"sensors\":\"a\"}                  | 400 | malformed-json",
        "{\"name\":\"n1\",\"sensor\":[\"a\"]}                 | 400 | malformed-json",
        "{\"name\":\"n1\",                                    | 400 | malformed-json",
        "[]                                                   | 400 | malformed-json",
        "null                                                 | 400 | malformed-json",
        "''                                                   | 400 | malformed-json",
      })
  void refusesWhatIsNoDevice(String body, int status, String code) {
    Answer answer = create(body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().path("hint").asString()).isNotBlank();
  }

  @Test
  void namesEachWrongMember() {
    Answer answer = create("{\"name\":\" \",\"sensors\":[\"ok\",\"/no\"],\"tenant\":\"\"}");

    assertThat(answer.json().path("errors"))
        .extracting(error -> error.path("detail").asString().split(" ")[0])
        .containsExactly("/name", "/sensors/1", "/tenant");
  }

  @Test
  void answersOtherMistakesWithProblemsToo() {
    HttpRequest.Builder plain =
        HttpRequest.newBuilder(server.uri("/v1/devices"))
            .header("Authorization", "Bearer " + SHARED.operator());
    Answer text =
        AuthServer.send(
            plain
                .copy()
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    Answer put = AuthServer.send(plain.copy().PUT(HttpRequest.BodyPublishers.ofString("{}")));

    assertProblem(text, 415, "unsupported-media-type");
    assertProblem(put, 405, "method-not-allowed");
    assertProblem(server.get("/v1/nothing", SHARED.operator()), 404, "not-found");
    assertProblem(server.get("/nothing", SHARED.operator()), 404, "not-found");
    assertProblem(server.get("/oauth2/introspect"), 404, "not-found");
    assertProblem(server.get("/userinfo"), 404, "not-found");
    for (String query : List.of("limit=0", "limit=1001", "limit=x", "cursor=%25", "name=%00")) {
      assertProblem(
          server.get("/v1/devices?" + query, SHARED.operator()), 400, "invalid-parameter");
    }
  }

  @Test
  void listsByNameInPagesAndFindsOneByName() {
    List<String> names = List.of("page a", "page b", "page c", "page d", "page é");
    names.forEach(name ->
        create("{\"name\":\"%s\",\"sensors\":[\"a\"],\"tenant\":\"pages\"}".formatted(name)));

    List<String> listed = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      Answer page = server.get("/v1/devices?tenant=pages&limit=2" + cursor, SHARED.operator());
      listed.addAll(names(page));
      cursor = "&cursor=" + page.json().path("nextCursor").asString("");
      pages++;
    } while (!cursor.equals("&cursor="));
    assertThat(listed).containsExactlyElementsOf(names);
    assertThat(pages).isEqualTo(3);

    assertThat(names(server.get("/v1/devices?tenant=pages&name=page%20c", SHARED.operator())))
        .containsExactly("page c");
    assertThat(names(server.get("/v1/devices?tenant=pages&name=none", SHARED.operator())))
        .isEmpty();
    assertThat(names(server.get("/v1/devices", SHARED.operator()))).doesNotContain("page a");
  }

  @Test
  void givesAKeyOnceAndListsItWithoutItsSecret() {
    NewDevice device = SHARED.device("a");
    String keys = "/v1/devices/" + device.clientId() + "/keys";

    Answer created = server.post(keys, SHARED.operator(), "");

    assertThat(created.status()).isEqualTo(201);
    String apiKey = created.json().path("apiKey").asString();
    String keyId = created.json().path("keyId").asString();
    assertThat(apiKey).matches("spk_" + keyId + "_[A-Za-z0-9_-]{43}");
    Instant createdAt = Instant.parse(created.json().path("createdAt").asString());
    Instant expiresAt = Instant.parse(created.json().path("expiresAt").asString());
    assertThat(Duration.between(createdAt, expiresAt)).isEqualTo(Duration.ofDays(90));

    Answer listed = server.get(keys, SHARED.operator());
    assertThat(listed.text()).doesNotContain(apiKey.substring(17));
    assertThat(listed.json().path("items"))
        .extracting(key -> key.path("keyId").asString(), key -> key.path("state").asString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(device.keyId(), "live"),
            org.assertj.core.groups.Tuple.tuple(keyId, "live"));
  }

  @Test
  void revokesAKeyForGood() {
    NewDevice device = SHARED.device("a");
    String keys = "/v1/devices/" + device.clientId() + "/keys";

    assertThat(server.delete(keys + "/" + device.keyId(), SHARED.operator()).status())
        .isEqualTo(204);
    JsonNode revoked = server.get(keys, SHARED.operator()).json().at("/items/0");
    assertThat(revoked.path("state").asString()).isEqualTo("revoked");

    assertThat(server.delete(keys + "/" + device.keyId(), SHARED.operator()).status())
        .isEqualTo(204);
    assertThat(server.get(keys, SHARED.operator()).json().at("/items/0")).isEqualTo(revoked);
    assertProblem(server.delete(keys + "/unknown", SHARED.operator()), 404, "key-not-found");
    NewDevice other = SHARED.device("a");
    assertProblem(
        server.delete(keys + "/" + other.keyId(), SHARED.operator()), 404, "key-not-found");
  }

  @Test
  void boundsTheLiveKeysOfADevice() {
    NewDevice device = SHARED.device("a");
    for (int i = 1; i < 10; i++) {
      SHARED.addKey(device.clientId());
    }
    String keys = "/v1/devices/" + device.clientId() + "/keys";

    assertProblem(server.post(keys, SHARED.operator(), ""), 409, "key-limit-reached");

    server.delete(keys + "/" + device.keyId(), SHARED.operator());
    assertThat(server.post(keys, SHARED.operator(), "").status()).isEqualTo(201);
  }

  @Test
  void isForOperatorsWithTheScopeOnly() {
    NewDevice device = SHARED.device("a");
    String ofDevice =
        server
            .token(device.clientId(), device.apiKey(), Map.of("grant_type", "client_credentials"))
            .json()
            .path("access_token")
            .asString();
    String ofViewer = server.operatorToken("readings:read", "sensors:admin");
    String one = "/v1/devices/" + device.clientId();
    for (String token : List.of(ofDevice, ofViewer)) {
      assertProblem(server.get("/v1/devices", token), 403, "scope-missing");
      assertProblem(server.get(one, token), 403, "scope-missing");
      assertProblem(server.get("/v1/devices/unknown", token), 403, "scope-missing");
      assertProblem(server.post("/v1/devices", token, "{}"), 403, "scope-missing");
      assertProblem(server.get(one + "/keys", token), 403, "scope-missing");
      assertProblem(server.post(one + "/keys", token, ""), 403, "scope-missing");
      assertProblem(server.delete(one + "/keys/" + device.keyId(), token), 403, "scope-missing");
    }
    assertProblem(server.get("/v1/devices"), 401, "token-missing");
    assertProblem(server.get("/v1/devices", "x"), 401, "token-malformed");
    assertThat(server.get("/v1/devices").header("Set-Cookie")).isEmpty();
  }

  @Test
  void showsAnotherTenantsDevicesToPlatformAdministratorsOnly() {
    String foreign =
        create("{\"name\":\"hers\",\"sensors\":[\"a\"],\"tenant\":\"hers\"}")
            .json()
            .path("clientId")
            .asString();
    assertThat(server.get("/v1/devices/" + foreign, SHARED.operator()).status()).isEqualTo(200);

    // The same token, without a new sign-in: the mark is looked up on each request.
    AuthServer.sql("update operator set platform_admin = false");
    try {
      String one = "/v1/devices/" + foreign;
      String me = SHARED.operator();
      assertProblem(server.get(one, me), 404, "device-not-found");
      assertProblem(server.get(one + "/keys", me), 404, "device-not-found");
      assertProblem(server.post(one + "/keys", me, ""), 404, "device-not-found");
      assertProblem(server.delete(one + "/keys/x", me), 404, "device-not-found");
      assertProblem(server.get("/v1/devices?tenant=hers", me), 403, "tenant-not-allowed");
      assertProblem(
          create("{\"name\":\"x\",\"sensors\":[\"a\"],\"tenant\":\"hers\"}"),
          403,
          "tenant-not-allowed");
      assertThat(server.get("/v1/devices?tenant=default", me).status()).isEqualTo(200);
    } finally {
      AuthServer.sql("update operator set platform_admin = true");
    }
  }

  private Answer create(String json) {
    return server.post("/v1/devices", SHARED.operator(), json);
  }

  private static List<String> names(Answer page) {
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return StreamSupport.stream(page.json().path("items").spliterator(), false)
        .map(device -> device.path("name").asString())
        .toList();
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
  }
}
