package io.sensorplatform.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The filter that auth-, sensor- and stream-service stand behind, over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenFilterAttackTest {

  private final TestIssuer issuer = new TestIssuer();
  private final TestIssuer attacker = new TestIssuer();
  private final HttpClient http = HttpClient.newHttpClient();
  private ServletWebServerApplicationContext app;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(App.Treasure.class)
  static class App {

    @RestController
    static class Treasure {
      @GetMapping("/v1/treasure")
      String treasure(VerifiedToken caller) {
        return caller.subject();
      }
    }
  }

  @BeforeAll
  void start() {
    app =
        (ServletWebServerApplicationContext)
            SpringApplication.run(
                App.class,
                "--spring.config.location=classpath:service-defaults.yml",
                "--server.port=0",
                "--server.max-http-request-header-size=16KB",
                "--management.tracing.export.enabled=false",
                "--platform.revocations.enabled=false",
                "--platform.tokens.issuer=" + issuer.issuer(),
                "--platform.tokens.jwks-url=" + issuer.jwksUrl());
  }

  @AfterAll
  void stop() {
    app.close();
    issuer.close();
    attacker.close();
    http.close();
  }

  List<TokenAttacks.Attack> attacks() {
    return TokenAttacks.all(issuer, attacker);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void refuses(TokenAttacks.Attack attack) throws Exception {
    var request = request(attack.query());
    attack.authorization().forEach(value -> request.header("Authorization", value));
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains("\"code\":\"" + attack.expected().code() + "\"");
    assertThat(answer.statusCode()).isEqualTo(attack.expected().status());
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(attacker.fetches()).isZero();
  }

  @Test
  void lets100KilobytesNotEvenComeToTheToken() throws Exception {
    var request = request("").header("Authorization", "Bearer " + "a".repeat(100_000));
    assertThat(http.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isIn(400, 431);
  }

  @Test
  void acceptsAGoodToken() throws Exception {
    String token = issuer.token("d", "t", List.of("a"), "readings:read");
    var request = request("?access_token=nonsense").header("Authorization", "Bearer " + token);
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).isEqualTo("d");
  }

  private HttpRequest.Builder request(String query) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + app.getWebServer().getPort() + "/v1/treasure" + query));
  }
}
