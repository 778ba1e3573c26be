package io.sensorplatform.defaults.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server with one controller: what a client sees of each failure. */
class ProblemAdviceTest {

  private static final TestIssuer ISSUER = new TestIssuer();
  private static ServletWebServerApplicationContext app;

  @BeforeAll
  static void start() {
    app =
        (ServletWebServerApplicationContext)
            SpringApplication.run(
                App.class,
                "--spring.config.location=classpath:service-defaults.yml",
                "--server.port=0",
                "--spring.jackson.deserialization.fail-on-unknown-properties=true",
                "--management.tracing.export.enabled=false",
                "--platform.revocations.enabled=false",
                "--platform.tokens.issuer=" + ISSUER.issuer(),
                "--platform.tokens.jwks-url=" + ISSUER.jwksUrl());
  }

  @AfterAll
  static void stop() {
    app.close();
    ISSUER.close();
  }

  @Test
  void aControllerGetsTheCallersToken() throws Exception {
    assertThat(send("GET", "/v1/me", null, "").body()).isEqualTo("dev-1 of acme");
  }

  @Test
  void aKnownFailureKeepsItsHeadersAndItems() throws Exception {
    HttpResponse<String> answer = send("GET", "/v1/known", null, "");
    assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    JsonNode problem = problem(answer, ProblemCode.STORE_UNAVAILABLE);
    assertThat(problem.at("/errors/0/index").asInt()).isEqualTo(3);
    assertThat(problem.at("/errors/0/retryable").asBoolean()).isFalse();
    assertThat(problem.at("/detail").asString()).isEqualTo("It sleeps.");
  }

  @Test
  void anUnknownFailureTellsNothingOfItself() throws Exception {
    HttpResponse<String> answer = send("GET", "/v1/unknown", null, "");
    problem(answer, ProblemCode.INTERNAL_ERROR);
    assertThat(answer.body()).doesNotContain("secret", "Exception");
  }

  @Test
  void whatMvcRefusesIsAProblemToo() throws Exception {
    problem(send("GET", "/v1/nowhere", null, ""), ProblemCode.NOT_FOUND);
    HttpResponse<String> method = send("DELETE", "/v1/me", null, "");
    problem(method, ProblemCode.METHOD_NOT_ALLOWED);
    assertThat(method.headers().firstValue("Allow")).hasValueSatisfying(it -> it.contains("GET"));
    for (String range :
        List.of("text/plain", "*", "*/*", "application/*", "/", "multipart/form-data")) {
      problem(send("POST", "/v1/echo", range, "{}"), ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }
    assertThat(send("GET", "/v1/me", "multipart/form-data", "").statusCode()).isEqualTo(200);
    problem(send("POST", "/v1/nowhere/", "*", "{}"), ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    problem(send("GET", "/v1/number?n=x", null, ""), ProblemCode.INVALID_PARAMETER);
    problem(send("GET", "/v1/number", null, ""), ProblemCode.INVALID_PARAMETER);
    JsonNode json =
        problem(
            send("POST", "/v1/echo", "application/json", "{\n \"a\": "),
            ProblemCode.MALFORMED_JSON);
    assertThat(json.at("/detail").asString()).contains("line 2");
  }

  @Test
  void aBodyOfAnotherFormIsToldWhere() throws Exception {
    assertThat(detail("{\"at\":{\"c/d\":\"x\"}}"))
        .startsWith("/at/c~1d has a value of the wrong type");
    assertThat(detail("{\"at\": [1]}")).startsWith("/at has a value of the wrong type");
    assertThat(detail("{\"at\": {},\n \"b\": 1}")).startsWith("/b means nothing here at line 2");
    assertThat(detail("{\"%s\": 1}".formatted("b".repeat(5_000))))
        .hasSizeLessThan(200)
        .contains("bbb... means nothing");
    assertThat(detail("7")).startsWith("The body cannot be read as JSON of the right form");
  }

  private static String detail(String body) throws Exception {
    return problem(send("POST", "/v1/form", "application/json", body), ProblemCode.MALFORMED_JSON)
        .at("/detail")
        .asString();
  }

  @Test
  void withoutATokenNothingIsTold() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri("/v1/nowhere")).build();
    problem(client().send(request, BodyHandlers.ofString()), ProblemCode.TOKEN_MISSING);
  }

  private static JsonNode problem(HttpResponse<String> answer, ProblemCode expected) {
    JsonNode problem = JsonMapper.shared().readTree(answer.body());
    assertThat(problem.at("/code").asString()).isEqualTo(expected.code());
    assertThat(problem.at("/type").asString()).isEqualTo("/problems/" + expected.code());
    assertThat(problem.at("/hint").asString()).isEqualTo(expected.hint());
    assertThat(problem.at("/instance").asString()).startsWith("/v1/");
    assertThat(answer.statusCode()).isEqualTo(expected.status());
    assertThat(answer.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
    return problem;
  }

  private static HttpResponse<String> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri(path))
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + ISSUER.token("dev-1", "acme", List.of("a"), "x"));
    if (type != null) {
      request.header("Content-Type", type);
    }
    return client().send(request.build(), BodyHandlers.ofString());
  }

  private static HttpClient client() {
    return HttpClient.newHttpClient();
  }

  private static URI uri(String path) {
    return URI.create("http://localhost:" + app.getWebServer().getPort() + path);
  }

  @EnableAutoConfiguration
  @RestController
  static class App {

    @GetMapping("/v1/me")
    String me(VerifiedToken token) {
      return token.subject() + " of " + token.tenant();
    }

    @GetMapping("/v1/known")
    void known() {
      throw new ProblemException(ProblemCode.STORE_UNAVAILABLE, "It sleeps.")
          .withRetryAfter(java.time.Duration.ofMillis(1_500))
          .withErrors(List.of(ItemError.permanent(3, ProblemCode.VALUE_INVALID, "no")));
    }

    @GetMapping("/v1/unknown")
    void unknown() {
      throw new IllegalStateException("secret");
    }

    record Form(Map<String, Integer> at) {}

    @PostMapping("/v1/form")
    Form form(@RequestBody Form form) {
      return form;
    }

    @GetMapping("/v1/number")
    int number(@RequestParam int n) {
      return n;
    }

    @PostMapping(path = "/v1/echo", consumes = MediaType.APPLICATION_JSON_VALUE)
    Map<String, Object> echo(@RequestBody Map<String, Object> body) {
      return body;
    }
  }
}
