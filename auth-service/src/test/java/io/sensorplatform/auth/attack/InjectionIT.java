package io.sensorplatform.auth.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.OperatorSignIn;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Hostile text in every text field: it is refused with a problem document, or kept and given back
 * as it is; it never becomes part of a statement, a page, a header or a log line.
 */
@ExtendWith(OutputCaptureExtension.class)
class InjectionIT {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private static NewDevice device;
  private static String webhook;

  private final AuthServer server = SHARED.get();

  static Stream<String> texts() {
    return Stream.of(
        "' or '1'='1",
        "'; drop table device cascade; --",
        "\\'; select pg_sleep(9); --",
        "%' union select password_hash from operator --",
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "x\r\nSet-Cookie: forged=1",
        "x\nFORGED LOG LINE",
        "a\u0000b",
        "\u202egpj.exe",
        "\u2066a\u2069",
        "zero\u200bwidth",
        "\ufeffbom",
        "\u0085next",
        "\u2028line",
        "\ud800",
        "\ud83d\ude00 smile",
        "e\u0301 and \u00e9",
        "${jndi:ldap://127.0.0.1/x}",
        "#{T(java.lang.Runtime).getRuntime().exec('id')}",
        "{{7*7}}",
        "../../../etc/passwd",
        "%2e%2e%2f%00",
        "=1+1",
        "{\"a\":1}",
        " ",
        "",
        "-1",
        "99999999999999999999",
        "x".repeat(70_000));
  }

  @BeforeAll
  static void prepare() {
    device = SHARED.device("a/");
    webhook =
        SHARED
            .get()
            .post(
                "/v1/webhooks",
                SHARED.operator(),
                "{\"url\":\"https://example.com/\",\"disabled\":true}")
            .json()
            .path("webhookId")
            .asString();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void noFieldOfAnyRequestIsAWayIn(String text, CapturedOutput output) {
    long devices = count("device");
    long operators = count("operator");
    long stored = 0;

    // Members of JSON bodies.
    Map<String, Object> named = Map.of("name", text, "sensors", List.of("a/"));
    stored += storedOrRefused(post("/v1/devices", json(named)), "/name", text);
    stored += made(post("/v1/devices", json(Map.of("name", "n", "sensors", List.of(text)))), text);
    refused(post("/v1/devices", json(Map.of("name", "n", "sensors", text))), text);
    Map<String, Object> tenant = Map.of("name", "n", "sensors", List.of("a/"), "tenant", text);
    stored += made(post("/v1/devices", json(tenant)), text);
    answered(patch(json(Map.of("sensors", List.of(text)))), text);
    answered(patch(json(Map.of("disabled", text))), text);
    answered(patch(json(Map.of("name", text))), text);
    String keys = "/v1/devices/" + device.clientId() + "/keys";
    refused(post(keys, json(Map.of("expiresAt", text))), text);
    refused(post(keys, json(Map.of("publicKey", text))), text);
    refused(post(keys, json(Map.of("publicKey", Map.of("kty", "EC", "x", text)))), text);
    Map<String, Object> operator = new LinkedHashMap<>();
    for (String member : List.of("username", "password", "tenant", "role")) {
      operator.clear();
      operator.putAll(Map.of("username", "eve", "role", "viewer", "password", "correct horse"));
      operator.put(member, text);
      operator.putIfAbsent("tenant", "acme");
      answered(post("/v1/operators", json(operator)), text);
      AuthServer.sql("delete from operator where username <> 'ada'");
    }
    refused(post("/v1/webhooks", json(Map.of("url", text))), text);
    refused(post("/v1/webhooks", json(Map.of("url", "https://" + text))), text);
    Map<String, Object> events = Map.of("url", "https://example.com", "events", List.of(text));
    refused(post("/v1/webhooks", json(events)), text);
    refused(post("/v1/devices", text), text);

    // Lines of an import.
    for (String type : List.of("text/csv", "application/x-ndjson")) {
      String line =
          type.equals("text/csv")
              ? "name,sensors\n\"" + text.replace("\"", "\"\"") + "\",a/\n"
              : json(Map.of("name", text, "sensors", List.of("a/"))) + "\n";
      Answer imported = imported(type, line);
      answered(imported, text);
      stored += imported.text().contains("\"created\",\"name\"") ? 1 : 0;
    }

    // Parameters of queries.
    for (String path :
        List.of(
            "/v1/devices?tenant=",
            "/v1/devices?sensor=",
            "/v1/devices?cursor=",
            "/v1/devices?disabled=",
            "/v1/devices?limit=",
            "/v1/devices?keysExpireWithinDays=",
            "/v1/devices?name=",
            "/v1/devices?namePrefix=",
            "/v1/devices?unknown=",
            "/v1/audit?who=",
            "/v1/audit?what=",
            "/v1/audit?object=",
            "/v1/audit?result=",
            "/v1/audit?from=",
            "/v1/audit?to=",
            "/v1/audit?cursor=",
            "/v1/audit?limit=",
            "/v1/audit?tenant=",
            "/v1/audit/verification?from=",
            "/v1/webhooks?tenant=",
            "/v1/webhooks/" + webhook + "/deliveries?state=",
            "/v1/webhooks/" + webhook + "/deliveries?cursor=",
            "/v1/sessions?username=",
            "/login?error=",
            "/login?",
            "/oauth2/authorize?client_id=",
            "/.well-known/openid-configuration?x=")) {
      if (text.length() < 5_000) {
        answered(server.get(path + encode(text), SHARED.operator()), text);
      }
    }

    // Parts of paths, and headers.
    if (text.length() < 5_000 && !text.isEmpty()) {
      String part = encode(text).replace("+", "%20");
      answered(server.get("/v1/devices/" + part, SHARED.operator()), text);
      answered(server.delete(keys + "/" + part, SHARED.operator()), text);
      answered(server.get("/v1/webhooks/" + part, SHARED.operator()), text);
      answered(server.delete("/v1/sessions/" + part, SHARED.operator()), text);
      answered(server.patch("/v1/operators/" + part, SHARED.operator(), "", "{}"), text);
      if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        answered(patch("{}", text), text);
      }
    }

    // The token endpoint, signing in, and the pages.
    for (String member :
        List.of(
            "grant_type",
            "client_id",
            "client_secret",
            "scope",
            "refresh_token",
            "code",
            "redirect_uri",
            "code_verifier",
            "client_assertion",
            "client_assertion_type",
            "x")) {
      Map<String, String> form = new HashMap<>(Map.of("grant_type", "client_credentials"));
      form.put("client_id", device.clientId());
      form.put("client_secret", device.apiKey());
      form.put(member, text);
      answered(server.token(form), text);
    }
    answered(server.token(text, text, Map.of("grant_type", "client_credentials")), text);
    answered(server.token(Map.of(text, "x")), text);
    if (text.length() < 5_000) {
      String end = new OperatorSignIn(server.uri("")).signIn(text, text, "operations").toString();
      assertThat(end).endsWith("/login?error");
    }
    answered(authorization(text), text);

    assertThat(count("operator")).isEqualTo(operators);
    assertThat(count("device")).isEqualTo(devices + stored);
    assertThat(output.getAll())
        .doesNotContain("\nFORGED LOG LINE", "\nSet-Cookie", "Unexpected failure", "\u0000")
        .doesNotContain("StackOverflow", "OutOfMemory");
  }

  @Test
  void aWrongMemberOfAnyTypeIsRefused() {
    for (String value :
        List.of("null", "0", "true", "[]", "{}", "[[[]]]", "\"\"", "1e999", "[null]")) {
      for (String member : List.of("name", "sensors", "tenant", "unknown")) {
        refused(post("/v1/devices", "{\"%s\":%s}".formatted(member, value)), value);
      }
      for (String member : List.of("username", "password", "role", "platformAdmin")) {
        refused(post("/v1/operators", "{\"%s\":%s}".formatted(member, value)), value);
      }
    }
    refused(post("/v1/devices", "[".repeat(5_000)), "deep");
    refused(post("/v1/devices", "{\"name\":".repeat(5_000)), "deep");
    refused(post("/v1/devices", "{\"name\":\"a\",\"name\":\"b\",\"sensors\":[\"a\"],}"), "comma");
  }

  private long storedOrRefused(Answer answer, String pointer, String text) {
    answered(answer, text);
    if (answer.status() == 201) {
      assertThat(answer.json().at(pointer).asString()).isEqualTo(text);
      String id = answer.json().path("clientId").asString();
      assertThat(server.get("/v1/devices/" + id, SHARED.operator()).json().at(pointer).asString())
          .isEqualTo(text);
      return 1;
    }
    return 0;
  }

  private static long made(Answer answer, String text) {
    answered(answer, text);
    return answer.status() == 201 ? 1 : 0;
  }

  private static void refused(Answer answer, String text) {
    answered(answer, text);
    assertThat(answer.status()).as(shown(text) + answer.text()).isBetween(400, 499);
  }

  /**
   * Whatever it is: an honest answer in its form, without a fault of ours and nothing executable.
   */
  private static void answered(Answer answer, String text) {
    String what = answer.response().request() + " " + shown(text) + ": " + answer.text();
    assertThat(answer.status()).as(what).isBetween(200, 499);
    String type = answer.header("Content-Type");
    if (answer.status() >= 400) {
      assertThat(type).as(what).containsAnyOf("application/problem+json", "application/json");
      assertThat(answer.json().has("code") || answer.json().has("error")).as(what).isTrue();
    }
    if (type.contains("html")) {
      assertThat(answer.text()).as(what).doesNotContain("<script", "onerror", "{{7*7}}", "${");
    }
    assertThat(answer.response().headers().allValues("Set-Cookie").toString())
        .as(what)
        .doesNotContain("forged");
    assertThat(answer.text()).as(what).doesNotContain("org.postgresql", "Exception", "at io.");
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.length() + " characters" : "'" + text + "'";
  }

  private Answer post(String path, String body) {
    return server.post(path, SHARED.operator(), body);
  }

  private Answer patch(String body) {
    return patch(body, "*");
  }

  private Answer patch(String body, String ifMatch) {
    return server.patch("/v1/devices/" + device.clientId(), SHARED.operator(), ifMatch, body);
  }

  private Answer imported(String type, String body) {
    return AuthServer.send(
        HttpRequest.newBuilder(server.uri("/v1/devices/import"))
            .header("Authorization", "Bearer " + SHARED.operator())
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body)));
  }

  private Answer authorization(String text) {
    if (text.length() > 5_000) {
      return server.get("/login");
    }
    var request = new OperatorSignIn(server.uri("")).authorizationRequest("operations");
    return server.get(
        request.getPath()
            + "?"
            + request.getRawQuery().replaceAll("state=[^&]*", "state=" + encode(text))
            + "&nonce="
            + encode(text));
  }

  private static String json(Map<String, ?> members) {
    // A lone surrogate cannot be sent as UTF-8; its escape can.
    return AuthServer.JSON.writeValueAsString(members).replace("\ud800", "\\ud800");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static long count(String table) {
    return Long.parseLong(AuthServer.query("select count(*) from " + table).getFirst());
  }
}
