package io.sensorplatform.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.OperatorSignIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInAttemptsIT {

  private static AuthServer server;

  @BeforeAll
  static void start(@TempDir Path directory) {
    AuthServer.emptyDatabase();
    AuthServer.secrets(directory);
    server =
        AuthServer.start(
            directory,
            "--platform.auth.sign-in.first-wait=2s",
            "--platform.auth.sign-in.longest-wait=4s");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    AuthServer.sql("delete from sign_in_attempt");
  }

  @ParameterizedTest
  @ValueSource(strings = {AuthServer.OPERATOR, "nobody"})
  void makesWhoeverFailsTooOftenWaitWhetherTheUserExistsOrNot(String username) {
    for (int i = 0; i < 5; i++) {
      assertThat(signIn(username, "wrong")).isEqualTo("error");
    }

    assertThat(signIn(username, "wrong")).isEqualTo("locked");
    assertThat(signIn(username, AuthServer.PASSWORD)).isEqualTo("locked");
    assertThat(new OperatorSignIn(server.uri("")).get(server.uri("/login?locked")).body())
        .contains("<p role=\"alert\">There were too many attempts.");
  }

  @Test
  void letsTheRightOneInAfterTheWaitAndForgivesThem() {
    for (int i = 0; i < 5; i++) {
      signIn(AuthServer.OPERATOR, "wrong");
    }
    assertThat(signIn(AuthServer.OPERATOR, AuthServer.PASSWORD)).isEqualTo("locked");

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(signIn(AuthServer.OPERATOR, AuthServer.PASSWORD)).isEqualTo("in"));
    for (int i = 0; i < 5; i++) {
      assertThat(signIn(AuthServer.OPERATOR, "wrong")).isEqualTo("error");
    }
  }

  @Test
  void slowsDownAnAddressThatTriesManyNames() {
    for (int i = 0; i < 20; i++) {
      assertThat(signIn("user" + i, "wrong")).isEqualTo("error");
    }

    assertThat(signIn("another", "wrong")).isEqualTo("locked");
  }

  @Test
  void neverCountsTheRightPassword() {
    for (int i = 0; i < 30; i++) {
      assertThat(signIn(AuthServer.OPERATOR, AuthServer.PASSWORD)).isEqualTo("in");
    }
  }

  @Test
  void gainsNobodyAnythingToTryManyAtOnce() throws Exception {
    Callable<String> guess = () -> signIn(AuthServer.OPERATOR, "wrong");

    int looked = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : threads.invokeAll(Collections.nCopies(12, guess))) {
        looked += answer.get().equals("error") ? 1 : 0;
      }
    }

    // 5 are free, and some more come after a wait of 2 or 4 s on a slow machine.
    assertThat(looked).isBetween(5, 7);
  }

  private static String signIn(String username, String password) {
    var end = new OperatorSignIn(server.uri("")).signIn(username, password, "operations");
    return end.getPath().equals("/login") ? end.getQuery() : "in";
  }
}
