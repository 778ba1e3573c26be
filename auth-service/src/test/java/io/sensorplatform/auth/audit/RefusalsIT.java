package io.sensorplatform.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.auth.AuthServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsIT {

  private static final String ROWS = "select count(*) from audit where result = 'refused'";

  @Test
  void neverFillTheDiskHoweverManyAndWhateverIsTried(@TempDir Path directory) {
    AuthServer.emptyDatabase();
    AuthServer.secrets(directory);
    try (AuthServer server =
        AuthServer.start(
            directory,
            "--platform.auth.audit.refusals-per-hour=5",
            "--platform.auth.audit.refusals-interval=100ms")) {
      for (int i = 0; i < 100; i++) {
        server.get("/v1/devices/guess" + i, "forged");
      }

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> AuthServer.query(ROWS).equals(List.of("5")));
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(10))
          .until(() -> AuthServer.query(ROWS).equals(List.of("5")));
    }
  }

  @Test
  void areWrittenDownOnceTheDatabaseIsBack(@TempDir Path directory) {
    AuthServer.emptyDatabase();
    AuthServer.secrets(directory);
    try (AuthServer server =
        AuthServer.start(directory, "--platform.auth.audit.refusals-interval=100ms")) {
      // As if it were away: nothing can be added.
      AuthServer.sql("alter table audit rename to audit_away");
      server.token(Map.of("grant_type", "client_credentials"));
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(10))
          .until(() -> server.get("/oauth2/jwks").status() == 200);
      AuthServer.sql("alter table audit_away rename to audit");

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(AuthServer.query("select detail from audit where what = 'token.get'"))
                  .containsExactly("invalid-client"));
    }
  }
}
