package io.sensorplatform.auth.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceChangeIT {

  private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @Test
  void renamesADeviceAndChangesItsPrefixes() throws Exception {
    NewDevice device = SHARED.device("a/", "b/");
    String etag = read(device).header("ETag");
    assertThat(etag).isEqualTo("\"1\"");

    Answer changed = patch(device, etag, "{\"name\":\"Presse 8\",\"sensors\":[\"a/\",\"c/\"]}");

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(changed.json().path("name").asString()).isEqualTo("Presse 8");
    assertThat(changed.json().path("sensors").toString()).isEqualTo("[\"a/\",\"c/\"]");
    assertThat(changed.json().path("disabled").asBoolean()).isFalse();
    assertThat(changed.json()).isEqualTo(read(device).json());
    Answer token = server.token(device.clientId(), device.apiKey(), GRANT);
    assertThat(
            com.nimbusds.jwt.SignedJWT.parse(token.json().path("access_token").asString())
                .getJWTClaimsSet()
                .getStringListClaim("sensors"))
        .containsExactly("a/", "c/");
  }

  @Test
  void refusesTokensToADisabledDeviceAtOnceAndGivesThemAgainOnceItIsEnabled() {
    NewDevice device = SHARED.device("a/");

    assertThat(patch(device, "\"1\"", "{\"disabled\":true}").json().path("disabled").asBoolean())
        .isTrue();
    Answer refused = server.token(device.clientId(), device.apiKey(), GRANT);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.text()).isEqualTo("{\"error\":\"invalid_client\"}");

    assertThat(patch(device, "\"2\"", "{\"disabled\":false}").status()).isEqualTo(200);
    assertThat(server.token(device.clientId(), device.apiKey(), GRANT).status()).isEqualTo(200);
  }

  @Test
  void deletesADeviceWithItsKeysAndFreesItsName() {
    NewDevice device = SHARED.device("a/");
    String name = read(device).json().path("name").asString();

    assertThat(server.delete(path(device), SHARED.operator()).status()).isEqualTo(204);

    assertProblem(read(device), 404, "device-not-found");
    assertProblem(server.delete(path(device), SHARED.operator()), 404, "device-not-found");
    assertThat(server.token(device.clientId(), device.apiKey(), GRANT).status()).isEqualTo(401);
    assertThat(
            AuthServer.query(
                "select key_id from device_key where key_id = '%s'".formatted(device.keyId())))
        .isEmpty();
    assertThat(
            server
                .post(
                    "/v1/devices",
                    SHARED.operator(),
                    "{\"name\":\"%s\",\"sensors\":[\"a\"]}".formatted(name))
                .status())
        .isEqualTo(201);
  }

  @Test
  void refusesAChangeOfAVersionThatIsNoLongerThere() {
    NewDevice device = SHARED.device("a/");
    assertThat(patch(device, "\"1\"", "{\"sensors\":[\"b/\"]}").status()).isEqualTo(200);

    assertProblem(patch(device, "\"1\"", "{\"sensors\":[\"c/\"]}"), 412, "precondition-failed");
    assertProblem(patch(device, "W/\"2\"", "{\"sensors\":[\"c/\"]}"), 412, "precondition-failed");
    assertProblem(patch(device, "", "{\"sensors\":[\"c/\"]}"), 428, "precondition-required");
    assertProblem(patch(device, "2", "{\"sensors\":[\"c/\"]}"), 400, "invalid-parameter");
    assertProblem(patch(device, "\"2\" x", "{}"), 400, "invalid-parameter");
    assertProblem(
        AuthServer.send(
            HttpRequest.newBuilder(server.uri(path(device)))
                .header("Authorization", "Bearer " + SHARED.operator())
                .header("If-Match", "\"1\"")
                .DELETE()),
        412,
        "precondition-failed");
    assertThat(read(device).json().path("sensors").toString()).isEqualTo("[\"b/\"]");

    assertThat(patch(device, "\"7\", \"2\"", "{\"sensors\":[\"c/\"]}").status()).isEqualTo(200);
    assertThat(patch(device, "*", "{\"sensors\":[\"d/\"]}").status()).isEqualTo(200);
    assertThat(read(device).header("ETag")).isEqualTo("\"4\"");
  }

  @Test
  void letsOneOfManyConcurrentChangesWin() throws Exception {
    NewDevice device = SHARED.device("a/");
    List<Callable<Integer>> changes =
        IntStream.range(0, 8)
            .mapToObj(i ->
                (Callable<Integer>)
                    () -> patch(device, "\"1\"", "{\"sensors\":[\"s%d/\"]}".formatted(i)).status())
            .toList();

    assertThat(statuses(changes)).containsOnlyOnce(200).containsOnly(200, 412);
    assertThat(read(device).header("ETag")).isEqualTo("\"2\"");
  }

  @Test
  void changesNothingIfNothingIsToChange() {
    NewDevice device = SHARED.device("a/");

    assertThat(patch(device, "*", "{}").header("ETag")).isEqualTo("\"1\"");
    assertThat(patch(device, "*", "{\"sensors\":[\"a/\"],\"disabled\":false}").header("ETag"))
        .isEqualTo("\"1\"");
    assertThat(acts(device)).containsExactly("device.create", "key.create");
  }

  @Test
  void refusesANameThatAnotherDeviceHas() {
    NewDevice one = SHARED.device("a/");
    NewDevice two = SHARED.device("a/");
    String taken = read(two).json().path("name").asString();

    assertProblem(patch(one, "*", "{\"name\":\"%s\"}".formatted(taken)), 409, "device-exists");
    assertThat(read(one).header("ETag")).isEqualTo("\"1\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":\"\"}             | 422 | request-invalid",
        "{\"name\":\" x\"}           | 422 | request-invalid",
        "{\"name\":\"\\u0000\"}      | 422 | request-invalid",
        "{\"name\":[\"x\"]}          | 400 | malformed-json",
        "{\"sensors\":[]}            | 422 | request-invalid",
        "{\"sensors\":[null]}        | 422 | request-invalid",
        "{\"sensors\":[\"/x\"]}      | 422 | request-invalid",
        "{\"sensors\":[\"*\"]}       | 422 | request-invalid",
        "{\"sensors\":[\"a b\"]}     | 422 | request-invalid",
        "{\"sensors\":\"a\"}         | 400 | malformed-json",
        "{\"name\":true}            | 400 | malformed-json",
        "{\"name\":7}               | 400 | malformed-json",
        "{\"disabled\":\"maybe\"}    | 400 | malformed-json",
        "{\"disabled\":0}           | 400 | malformed-json",
        "{\"tenant\":\"acme\"}       | 400 | malformed-json",
        "{\"version\":9}             | 400 | malformed-json",
        "[]                          | 400 | malformed-json",
        "null                        | 400 | malformed-json",
        "{                           | 400 | malformed-json",
        "''                          | 400 | malformed-json",
      })
  void refusesWhatIsNoChange(String body, int status, String code) {
    NewDevice device = SHARED.device("a/");

    assertProblem(patch(device, "*", body), status, code);
    assertThat(read(device).header("ETag")).isEqualTo("\"1\"");
  }

  @Test
  void refusesWhatIsTooLong() {
    NewDevice device = SHARED.device("a/");

    assertProblem(
        patch(device, "*", "{\"name\":\"%s\"}".formatted("x".repeat(65))), 422, "request-invalid");
    assertProblem(
        patch(device, "*", "{\"sensors\":[\"%s\"]}".formatted("x".repeat(129))),
        422,
        "request-invalid");
    String many = "\"a\",".repeat(50) + "\"a\"";
    assertProblem(patch(device, "*", "{\"sensors\":[%s]}".formatted(many)), 422, "request-invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown",
        "dev_aaaaaaaaaaaaaaaa",
        "'%20or%201=1%20--",
        "%C3%A9",
        "%F0%9F%98%80",
      })
  void knowsNoOtherDevices(String clientId) {
    String one = "/v1/devices/" + clientId;

    assertProblem(server.get(one, SHARED.operator()), 404, "device-not-found");
    assertProblem(server.patch(one, SHARED.operator(), "*", "{}"), 404, "device-not-found");
    assertProblem(server.delete(one, SHARED.operator()), 404, "device-not-found");
    assertProblem(server.get(one + "/keys", SHARED.operator()), 404, "device-not-found");
    assertProblem(server.post(one + "/keys", SHARED.operator(), "{}"), 404, "device-not-found");
    assertProblem(server.delete(one + "/keys/x", SHARED.operator()), 404, "device-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%25", "%00", "a%2fb", "..%2f..", "a;b=c", "a%0ab"})
  void refusesPathsThatTwoReadersCouldReadDifferently(String clientId) {
    assertProblem(
        server.get("/v1/devices/" + clientId, SHARED.operator()), 400, "malformed-request");
  }

  @Test
  void keepsInjectedTextAsText() {
    NewDevice device = SHARED.device("a/");
    String name = "x'); drop table device; --";

    assertThat(patch(device, "*", "{\"name\":\"%s\"}".formatted(name)).status()).isEqualTo(200);
    assertThat(read(device).json().path("name").asString()).isEqualTo(name);
  }

  @Test
  void isNothingForAnotherTenantsOperatorsOrWithoutTheScope() {
    String foreign =
        server
            .post(
                "/v1/devices",
                SHARED.operator(),
                "{\"name\":\"hers\",\"sensors\":[\"a\"],\"tenant\":\"hers\"}")
            .json()
            .path("clientId")
            .asString();
    String one = "/v1/devices/" + foreign;
    String viewer = server.operatorToken("readings:read", "operations");
    assertProblem(server.patch(one, viewer, "*", "{\"disabled\":true}"), 403, "scope-missing");
    assertProblem(server.delete(one, viewer), 403, "scope-missing");

    AuthServer.sql("update operator set platform_admin = false");
    try {
      String me = SHARED.operator();
      assertProblem(server.patch(one, me, "*", "{\"disabled\":true}"), 404, "device-not-found");
      assertProblem(server.delete(one, me), 404, "device-not-found");
    } finally {
      AuthServer.sql("update operator set platform_admin = true");
    }
    assertThat(server.get(one, SHARED.operator()).json().path("disabled").asBoolean()).isFalse();
  }

  @Test
  void findsDevicesByStartOfNameBySensorByStateAndByExpiry() {
    String tenant = "\"tenant\":\"filters\"";
    for (String device :
        List.of(
            "\"name\":\"Presse 1\",\"sensors\":[\"plant1/press1/\"]",
            "\"name\":\"Presse 2\",\"sensors\":[\"plant1/\"]",
            "\"name\":\"100% x_\",\"sensors\":[\"plant2/\"]")) {
      server.post("/v1/devices", SHARED.operator(), "{%s,%s}".formatted(device, tenant));
    }
    AuthServer.sql("update device set disabled_at = now() where name = '100% x_'");
    String id = AuthServer.query("select client_id from device where name = 'Presse 2'").getFirst();
    server.post("/v1/devices/" + id + "/keys", SHARED.operator(), "");

    assertThat(names("namePrefix=Pres")).containsExactly("Presse 1", "Presse 2");
    assertThat(names("namePrefix=Presse%20")).containsExactly("Presse 1", "Presse 2");
    assertThat(names("namePrefix=100%25")).containsExactly("100% x_");
    assertThat(names("namePrefix=%25")).isEmpty();
    assertThat(names("namePrefix=Presse_")).isEmpty();
    assertThat(names("disabled=true")).containsExactly("100% x_");
    assertThat(names("disabled=false&limit=1")).containsExactly("Presse 1");
    assertThat(names("sensor=plant1/press1/t")).containsExactly("Presse 1", "Presse 2");
    assertThat(names("sensor=plant1/press2/t")).containsExactly("Presse 2");
    assertThat(names("sensor=plant")).hasSize(3);
    assertThat(names("keysExpireWithinDays=89")).isEmpty();
    assertThat(names("keysExpireWithinDays=91")).containsExactly("Presse 2");
    Answer listed = list("name=Presse%202");
    assertThat(listed.json().at("/items/0/liveKeys").asInt()).isEqualTo(1);
    assertThat(listed.json().at("/items/0/nextKeyExpiry").asString()).isNotBlank();
    for (String wrong :
        List.of(
            "disabled=maybe",
            "sensor=/x",
            "sensor=",
            "namePrefix=",
            "namePrefix=%00",
            "keysExpireWithinDays=-1",
            "keysExpireWithinDays=x")) {
      assertProblem(list(wrong), 400, "invalid-parameter");
    }
  }

  @Test
  void writesDownWhatVerifiersMustBeToldInTheSameTransaction() {
    NewDevice device = SHARED.device("a/", "b/");

    patch(device, "*", "{\"sensors\":[\"a/\",\"b/\",\"c/\"]}");
    assertThat(revoked(device.clientId())).isEmpty();
    patch(device, "*", "{\"sensors\":[\"a/x/\",\"b/\"]}");
    assertThat(revoked(device.clientId())).hasSize(1);
    patch(device, "*", "{\"disabled\":true}");
    assertThat(revoked(device.clientId())).hasSize(2);
    patch(device, "*", "{\"disabled\":false}");
    assertThat(revoked(device.clientId())).hasSize(2);
    String key = path(device) + "/keys/" + device.keyId();
    server.delete(key, SHARED.operator());
    server.delete(key, SHARED.operator());
    assertThat(revoked(device.keyId())).containsExactly("key 00:16:00");
    server.delete(path(device), SHARED.operator());
    assertThat(revoked(device.clientId())).hasSize(3).containsOnly("device 00:16:00");

    assertThat(acts(device))
        .containsExactly(
            "device.create",
            "key.create",
            "device.update",
            "device.update",
            "device.disable",
            "device.enable",
            "key.revoke",
            "device.delete");
  }

  private static List<String> acts(NewDevice device) {
    return AuthServer.query(
        "select what from audit where object like '%s%%' order by seq"
            .formatted(device.clientId()));
  }

  private static List<String> revoked(String id) {
    return AuthServer.query(
        "select kind || ' ' || (until - revoked_at) from revocation where id = '%s'".formatted(id));
  }

  private static List<Integer> statuses(List<Callable<Integer>> calls) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> statuses = new java.util.ArrayList<>();
      for (Future<Integer> call : threads.invokeAll(calls)) {
        statuses.add(call.get());
      }
      return statuses;
    }
  }

  private Answer list(String query) {
    return server.get("/v1/devices?tenant=filters&" + query, SHARED.operator());
  }

  private List<String> names(String query) {
    Answer page = list(query);
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return StreamSupport.stream(page.json().path("items").spliterator(), false)
        .map(device -> device.path("name").asString())
        .toList();
  }

  private static String path(NewDevice device) {
    return "/v1/devices/" + device.clientId();
  }

  private Answer read(NewDevice device) {
    return server.get(path(device), SHARED.operator());
  }

  private Answer patch(NewDevice device, String ifMatch, String json) {
    return server.patch(path(device), SHARED.operator(), ifMatch, json);
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
  }
}
