package io.sensorplatform.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.OperatorSignIn;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstOperatorIT {

  @TempDir Path directory;

  @BeforeEach
  void begin() {
    AuthServer.emptyDatabase();
    AuthServer.secrets(directory);
  }

  @Test
  void isCreatedAtTheFirstStartOnly() throws Exception {
    try (AuthServer server = AuthServer.start(directory)) {
      assertThat(server.operatorToken()).isNotBlank();
    }
    assertThat(AuthServer.query("select password_hash from operator"))
        .singleElement()
        .asString()
        .startsWith("{bcrypt}$2");

    Files.writeString(directory.resolve("password"), "another password");
    String otherName = "--platform.auth.bootstrap-operator.username=eve";
    try (AuthServer server = AuthServer.start(directory, otherName)) {
      assertThat(server.operatorToken()).isNotBlank();
      assertThat(new OperatorSignIn(server.uri("")).signIn("eve", "another password").getPath())
          .isEqualTo("/login");
    }
    assertThat(AuthServer.query("select username from operator"))
        .containsExactly(AuthServer.OPERATOR);
  }

  @Test
  void needsAPasswordOfSomeLength() throws Exception {
    Files.writeString(directory.resolve("password"), "short");

    assertThatThrownBy(() -> AuthServer.start(directory))
        .hasStackTraceContaining("bootstrap-operator.password must be 12 characters at least")
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("short "));
  }

  @Test
  void isMadeWithTheSetupSecretOnceAndOnlyWithIt() throws Exception {
    String secret = "a secret for the setup";
    Files.writeString(directory.resolve("setup"), secret + "\n");
    try (AuthServer server =
        AuthServer.startWithoutOperator(
            directory,
            "--platform.auth.setup-secret-file=" + directory.resolve("setup"),
            "--platform.auth.audit.refusals-interval=100ms",
            "--platform.auth.sign-in.free-failures=1000")) {
      String password = "correct horse battery";
      var wrong = setup(server, "no " + secret, "grace", password);
      assertThat(wrong.status()).isEqualTo(403);
      assertThat(wrong.code()).isEqualTo("password-wrong");
      assertThat(setup(server, secret, "grace", "grace grace").status()).isEqualTo(422);
      assertThat(setup(server, secret, "not a name", password).status()).isEqualTo(422);
      Callable<Integer> attempt = () -> setup(server, secret, "grace", password).status();
      Callable<Integer> other = () -> setup(server, secret, "linus", password).status();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Integer> answers = new ArrayList<>();
        for (var answer : threads.invokeAll(List.of(attempt, other, attempt, other))) {
          answers.add(answer.get());
        }
        assertThat(answers).containsOnly(201, 404).containsOnlyOnce(201);
      }
      String made = AuthServer.query("select username from operator").getFirst();
      assertThat(new OperatorSignIn(server.uri("")).accessToken(made, password)).isNotBlank();
      assertThat(setup(server, secret, "eve", password).code()).isEqualTo("not-found");
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() ->
              assertThat(AuthServer.query("select what from audit order by seq"))
                  .contains("operator.create", "operator.setup"));
    }
  }

  @Test
  void cannotBeSetUpWithoutASetupSecret() {
    try (AuthServer server = AuthServer.startWithoutOperator(directory)) {
      assertThat(setup(server, "", "eve", "correct horse battery").code()).isEqualTo("not-found");
    }
  }

  private static AuthServer.Answer setup(
      AuthServer server, String secret, String username, String password) {
    return AuthServer.send(
        HttpRequest.newBuilder(server.uri("/setup"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"setupSecret\":\"%s\",\"username\":\"%s\",\"password\":\"%s\"}"
                        .formatted(secret, username, password))));
  }

  @Test
  void isNotNeeded() {
    try (AuthServer server = AuthServer.startWithoutOperator(directory)) {
      assertThat(server.get("/oauth2/jwks").status()).isEqualTo(200);
      assertThat(AuthServer.query("select username from operator")).isEmpty();
    }
  }
}
