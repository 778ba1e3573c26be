package io.sensorplatform.auth.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.auth.AuthServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyScheduleIT {

  @Test
  void replacesAKeyThatHasSignedLongEnough(@TempDir Path directory) {
    AuthServer.emptyDatabase();
    AuthServer.secrets(directory);
    try (AuthServer server =
        AuthServer.start(
            directory,
            "--platform.auth.signing.lifetime=30d",
            "--platform.auth.signing.publish-ahead=1s",
            "--platform.auth.signing.refresh-interval=200ms")) {
      String first = AuthServer.query("select kid from signing_key").getFirst();
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> AuthServer.query("select kid from signing_key").size() == 1);

      AuthServer.sql("update signing_key set not_before = now() - interval '30 days'");

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(AuthServer.query("select state from signing_key order by created_at"))
                  .containsExactly("retired", "active"));
      assertThat(AuthServer.query("select kid from signing_key where state = 'retired'"))
          .containsExactly(first);
      assertThat(
              AuthServer.query(
                  "select not_after - now() > interval '14 minutes' from signing_key where state = 'retired'"))
          .containsExactly("t");
      assertThat(server.operatorToken()).isNotBlank();
    }
  }
}
