package io.sensorplatform.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** Secrets stay where they belong, also when clients put them where they do not. */
@ExtendWith(SharedPlatform.class)
class LeakIT {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private final List<HttpResponse<String>> answers = new ArrayList<>();

  @Test
  void noSecretIsInAnyLogTraceAnswerOrProcess(Platform platform) throws Exception {
    Platform.Device device = platform.device("leaks", "leaks", "leaks/");
    String token = new DeviceTokens(device).get();
    String operator = platform.run("token", "operator").succeeded().out().strip();
    String password = platform.addresses().at("/operator/password").asString();
    String gateway = platform.gateway();
    var leaks = new Leaks(platform);
    leaks.knowKey(device.apiKey());
    leaks.knowToken(token);
    leaks.knowToken(operator);
    assertThat(leaks.known()).isGreaterThan(8);

    String reading = new Row("leaks/a", Instant.now(), 1).json();
    send(bearer(gateway + "/v1/readings", token).POST(BodyPublishers.ofString(reading)));
    // As people get it wrong: in the query, in the path, as another kind of header, in the body.
    String key = URLEncoder.encode(device.apiKey(), UTF_8);
    send(to(gateway + "/v1/readings?access_token=" + token).POST(BodyPublishers.noBody()));
    send(to(gateway + "/v1/sensors/" + token));
    send(to(gateway + "/v1/devices/" + key).header("Authorization", "Bearer " + operator));
    send(to(gateway + "/v1/devices?name=" + key).header("Authorization", "Bearer " + operator));
    send(to(gateway + "/v1/devices?cursor=" + token).header("Authorization", "Bearer " + token));
    send(to(gateway + "/v1/devices?tenant=" + key).header("Authorization", "Bearer " + operator));
    send(bearer(gateway + "/v1/sensors", device.apiKey()));
    send(bearer(gateway + "/v1/sensors", token + "x"));
    send(bearer(gateway + "/v1/sensors", token.substring(0, token.length() - 2) + "AA"));
    send(to(gateway + "/v1/sensors").header("Authorization", basic(device.apiKey(), "")));
    send(to(gateway + "/v1/sensors").header("X-Api-Key", device.apiKey()));
    send(bearer(gateway + "/v1/readings", token).POST(BodyPublishers.ofString(device.apiKey())));
    send(
        bearer(gateway + "/v1/readings", token)
            .POST(
                BodyPublishers.ofString(
                    "{\"sensorId\":\"leaks/%s\",\"value\":\"%s\"}"
                        .formatted(device.apiKey(), token))));
    send(
        bearer(gateway + "/v1/devices", operator)
            .POST(
                BodyPublishers.ofString(
                    "{\"name\":\"%s \",\"sensors\":[\"%s!\"]}".formatted(device.apiKey(), token))));
    String endpoint = device.tokenEndpoint();
    form(to(endpoint).header("Authorization", basic(device.apiKey(), "x")), "");
    form(to(endpoint).header("Authorization", basic(device.clientId(), device.apiKey() + "x")), "");
    form(to(endpoint), "&client_id=" + key + "&client_secret=" + key);
    form(to(endpoint), "&client_id=" + device.clientId() + "&client_secret=" + token);
    form(to(endpoint + "?client_secret=" + key), "&client_id=" + device.clientId());
    form(to(endpoint), "&scope=" + key + "&client_id=x&client_secret=" + key);
    send(
        to(gateway + "/login")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString("username=%s&password=%s".formatted(password, password))));
    send(to(gateway + "/login?error=" + password));

    var softly = new SoftAssertions();
    for (HttpResponse<String> answer : answers) {
      String what = answer.request() + " " + answer.statusCode() + " " + answer.body();
      softly.assertThat(answer.statusCode()).as(what).isLessThan(500);
      softly.assertThat(leaks.in(answer.body())).as(what).isEmpty();
    }
    // Spans leave a service within seconds, refusals reach the audit log within two.
    Thread.sleep(Duration.ofSeconds(4));
    softly.assertThat(leaks.found()).isEmpty();
    softly.assertThat(leaks.open()).isEmpty();
    softly.assertThat(leaks.ownProcesses()).hasSizeGreaterThanOrEqualTo(8);
    String audit = platform.run("audit", "list", "--limit", "1000", "--json").succeeded().out();
    softly.assertThat(leaks.in(audit)).isEmpty();
    softly.assertThat(JsonMapper.shared().readTree(audit).path("items")).isNotEmpty();
    softly.assertAll();
  }

  private void form(HttpRequest.Builder request, String more) throws Exception {
    send(
        request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials" + more)));
  }

  /** The token endpoint takes few requests of one address. */
  private void send(HttpRequest.Builder builder) throws Exception {
    HttpRequest request = builder.timeout(Duration.ofSeconds(30)).build();
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    while (answer.statusCode() == 429) {
      Thread.sleep(Api.retryAfter(answer));
      answer = HTTP.send(request, BodyHandlers.ofString());
    }
    answers.add(answer);
  }

  private static HttpRequest.Builder to(String uri) {
    return HttpRequest.newBuilder(URI.create(uri));
  }

  private static HttpRequest.Builder bearer(String uri, String token) {
    return to(uri)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(UTF_8));
  }
}
