package io.sensorplatform.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.gateway.attack.RawCaller.Said;
import io.sensorplatform.gateway.edge.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets, methods, hosts and fields that are meant to reach or to say what they must not. */
class TargetIT {

  private static Attacked attacked;

  @BeforeAll
  static void start() throws IOException {
    attacked = new Attacked("platform.gateway.max-body=100KB");
  }

  @AfterAll
  static void stop() {
    attacked.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "/v1/readings/../devices 400",
        "/v1/readings/%2e%2e/devices 400",
        "/v1/readings/%2E%2E%2Fdevices 400",
        "/v1/readings/..%5cdevices 400",
        "/v1/readings/..\\devices 400",
        "/v1/readings;/../devices 400",
        "/v1/readings;a=b 400",
        "/v1/readings%3ba 400",
        "/v1/readings/%252e%252e/devices 400",
        "/v1/readings/%c0%ae%c0%ae/devices 400",
        "/v1/readings/%c0%af 400",
        "/v1/readings/%00 400",
        "/v1/readings/%0d%0aSmuggled:1 400",
        "/v1/readings/%7f 400",
        "/v1/readings/%zz 400",
        "/v1/readings/% 400",
        "/v1/readings/%2 400",
        "/v1/readings#x 400",
        "/v1/readings/\u00e9 400",
        "/v1/readings?<script> 400",
        "/v1/readings?a=%zz 400",
        "/v1/readings?a=%c0%ae 400",
        "/v1/readings?a=%2525%0d%0a;b 202",
        "* 400",
        "v1/readings 400",
        "//v1/readings 404",
        "/v1//readings 404",
        "/V1/readings 404",
        "/actuator 404",
        "/actuator/health 404",
        "/actuator/../actuator/env 400",
        "/v1/../actuator/health 400",
        "/manage/health 404",
        "http://evil.example/v1/readings 400",
        "http://a:80/v1/readings 400",
        "http://a@evil.example/v1/readings 400",
        "https://127.0.0.1:9080/actuator/health 400",
        "http://a/actuator/health 404",
        "ftp://a/v1/readings 400",
        "http://a/v1/readings 202",
        "/v1/sensors/a%2Fb 202"
      })
  void targetMeansOneThingOrIsRefused(String target, int status) throws Exception {
    Said said = ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n{auth}\r\n");

    assertThat(said.status()).isEqualTo(status);
    assertThat(said.closed()).isEqualTo(status == 400);
    if (status == 400) {
      assertThat(said.text()).contains("\"code\":\"malformed-request\"");
    }
    assertThat(attacked.service().calls())
        .noneMatch(call -> call.uri().getPath().contains("devices"));
    attacked.assertUntouched();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "TRACK", "PROPFIND", "get", "G\u00cbT", "DEBUG"})
  void methodThatNoPathHasIsRefused(String method) throws Exception {
    Said said = ask(method + " /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}\r\n");

    assertThat(said.status()).isIn(400, 405);
    assertThat(said.text()).containsAnyOf("method-not-allowed", "malformed-request");
    attacked.assertUntouched();
  }

  @Test
  void gatewayIsNoTunnel() throws Exception {
    int management = attacked.gateway().managementPort();
    Said said =
        ask(
            "CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\nGET /actuator/health HTTP/1.1\r\nHost: a\r\n\r\n"
                .formatted(management, management));

    assertThat(said.status()).isEqualTo(400);
    assertThat(said.answers()).isEqualTo(1);
    assertThat(said.closed()).isTrue();
    assertThat(said.text()).doesNotContain("UP");
    attacked.assertUntouched();
  }

  @Test
  void hostDoesNotChooseAPort() throws Exception {
    int management = attacked.gateway().managementPort();
    for (String host : new String[] {"127.0.0.1:" + management, "localhost:9080", "[::1]:9080"}) {
      Said said = ask("GET /actuator/health HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(said.status()).isEqualTo(404);
      assertThat(said.text()).doesNotContain("UP");
    }
    attacked.assertUntouched();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example/path",
        "evil.example\\@a",
        "a b",
        "a,b",
        "user@evil.example",
        "evil.example?x",
        "<script>",
        "a:b",
        "a:123456",
        "[::1",
        "",
        "'\"`"
      })
  void hostThatCouldStandInALinkWithHarmIsRefused(String host) throws Exception {
    Said said = ask("GET /v1/readings HTTP/1.1\r\nHost: " + host + "\r\n{auth}\r\n");

    assertThat(said.status()).isEqualTo(400);
    assertThat(said.closed()).isTrue();
    attacked.assertUntouched();
  }

  @Test
  void versionThatIsNotSpokenIsRefused() throws Exception {
    for (String version : new String[] {"HTTP/2.0", "HTTP/9.9", "HTTP/1.2", "HTTP/0.9"}) {
      Said said = ask("GET /v1/readings " + version + "\r\nHost: a\r\n{auth}\r\n");
      assertThat(said.status()).as(version).isEqualTo(400);
      assertThat(said.closed()).as(version).isTrue();
    }
    attacked.assertUntouched();
  }

  @Test
  void nothingThatIsEchoedCanBreakOutOfItsField() throws Exception {
    Said said =
        ask(
            "GET /nothing/%0d%0aSmuggled:%201?q=%0d%0aSmuggled:1 HTTP/1.1\r\nHost: a\r\nOrigin: http://x%0d%0aSmuggled:1\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\tSmuggled: 1\r\nX-Correlation-Id: a%0d%0aSmuggled: 1\r\n\r\n");

    String head = said.text().substring(0, said.text().indexOf("\r\n\r\n"));
    assertThat(head.lines()).noneMatch(line -> line.toLowerCase().startsWith("smuggled"));
    Said quoted = ask("GET /v9/\"},{\"a\":\" HTTP/1.1\r\nHost: a\r\n\r\n");
    String body = quoted.text().substring(quoted.text().indexOf("\r\n\r\n") + 4);
    assertThat(TestGateway.json(body).get("status").asInt()).isEqualTo(400);
    attacked.assertUntouched();
  }

  @Test
  void whatIsTooLongIsRefusedWithItsName() throws Exception {
    assertProblem(
        "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri-too-long");
    assertProblem(
        "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n",
        431,
        "headers-too-large");
    assertProblem(
        "GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(5_000) + "\r\n",
        431,
        "headers-too-large");
    Said large =
        ask("POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 200000\r\n\r\n");
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.text()).contains("\"code\":\"body-too-large\"");
    attacked.assertUntouched();
  }

  @Test
  void chunksAndTrailersCarryNothingBesidesTheBody() throws Exception {
    Said extended =
        ask(
            "POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Transfer-Encoding: chunked\r\n\r\n2;smuggled=\"1\"\r\n{}\r\n0\r\nSmuggled: 1\r\nContent-Length: 5\r\nAuthorization: Bearer x\r\n\r\n");
    assertThat(extended.status()).isEqualTo(202);
    assertThat(attacked.service().lastCall().body()).isEqualTo("{}".getBytes());
    attacked.assertUntouched();
    try (RawCaller caller = attacked.caller()) {
      Said long1 =
          caller
              .send(
                  attacked.fill(
                      "POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Transfer-Encoding: chunked\r\n\r\n2;"
                          + "a".repeat(100_000)
                          + "\r\n{}\r\n0\r\n\r\n"))
              .read(5_000);
      assertThat(long1.status()).isEqualTo(400);
      assertThat(long1.closed()).isTrue();
    }
    attacked.assertUntouched();
  }

  @Test
  void upgradesAreNotOffered() throws Exception {
    Said socket =
        ask(
            "GET /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    assertThat(socket.status()).isEqualTo(202);
    assertThat(attacked.service().lastCall().headers()).doesNotContainKeys("Upgrade", "Connection");
    Said h2c =
        ask(
            "GET /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
    assertThat(h2c.status()).isEqualTo(202);
    assertThat(attacked.service().lastCall().headers())
        .doesNotContainKeys("Upgrade", "Http2-settings");
    attacked.assertUntouched();
  }

  @Test
  void expectationsAreMetOnceOrForgotten() throws Exception {
    Said odd =
        ask(
            "POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}");
    assertThat(odd.status()).isEqualTo(202);
    Said twice =
        ask(
            "POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");
    assertThat(twice.text()).containsOnlyOnce("100 Continue").contains(" 202 ");
    Said refused =
        ask(
            "POST /v1/readings HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assertThat(refused.status()).isEqualTo(401);
    attacked.assertUntouched();
  }

  @Test
  void thousandPipelinedRequestsAreAnsweredInOrder() throws Exception {
    attacked.service().calls().clear();
    try (RawCaller caller = attacked.caller()) {
      var all = new StringBuilder();
      for (int i = 0; i < 1_000; i++) {
        all.append(
            attacked.fill("GET /v1/sensors/%d HTTP/1.1\r\nHost: a\r\n{auth}\r\n".formatted(i)));
      }
      Thread.ofVirtual().start(() -> sendQuietly(caller, all.toString()));
      Said said = caller.read(3_000);
      assertThat(said.answers()).isEqualTo(1_000);
    }
    assertThat(attacked.service().calls()).hasSize(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(attacked.service().calls().get(i).uri().getPath()).isEqualTo("/v1/sensors/" + i);
    }
    attacked.assertUntouched();
  }

  private static void sendQuietly(RawCaller caller, String text) {
    try {
      caller.send(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertProblem(String request, int status, String code) throws IOException {
    Said said = ask(request);
    assertThat(said.status()).isEqualTo(status);
    assertThat(said.text()).contains("\"code\":\"" + code + "\"");
    assertThat(said.closed()).isTrue();
  }

  private static Said ask(String request) throws IOException {
    try (RawCaller caller = attacked.caller()) {
      // Long enough for a lingering close where one is due; short where none is.
      return caller.send(attacked.fill(request)).read(600);
    }
  }
}
