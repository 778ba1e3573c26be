package io.sensorplatform.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.server.LocalProcess;
import io.sensorplatform.local.server.PostgresServer;
import io.sensorplatform.local.server.S3Server;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceSettingsTest {
  @TempDir private Path temporary;

  private DataDirectory data;
  private ServiceSettings settings;

  @BeforeEach
  void make() {
    data = new DataDirectory(temporary);
    var checkout = new Checkout(temporary);
    var process = LocalProcess.lasting(temporary.resolve("pid"), temporary.resolve("log"));
    settings =
        new ServiceSettings(
            data,
            StackPorts.usual(),
            data.secrets(),
            new PostgresServer(checkout, temporary, 5433, data.secrets(), process),
            new S3Server(checkout, temporary, temporary, 9000, data.secrets(), process));
  }

  @Test
  void everyServiceBelievesTheGatewaysTokensAndIsReachedOnlyFromThisMachine() {
    for (var service :
        java.util.List.of(
            settings.gateway(), settings.auth(), settings.sensor(), settings.stream())) {
      assertThat(service)
          .containsEntry("platform.tokens.issuer", "http://localhost:8080")
          .containsEntry("platform.tokens.jwks-url", "http://127.0.0.1:8081/oauth2/jwks")
          .containsEntry("server.address", "127.0.0.1")
          .containsEntry(
              "management.opentelemetry.tracing.export.otlp.endpoint",
              "http://127.0.0.1:4318/v1/traces");
    }
    assertThat(settings.gateway()).containsEntry("platform.gateway.host", "127.0.0.1");
  }

  @Test
  void eachServiceHasItsOwnLogin() {
    assertThat(settings.auth()).containsEntry("spring.datasource.username", "auth_service");
    assertThat(settings.sensor()).containsEntry("spring.datasource.username", "sensor_service");
    assertThat(settings.stream()).containsEntry("spring.datasource.username", "stream_service");
    assertThat(settings.auth().get("spring.datasource.password"))
        .isNotEqualTo(settings.stream().get("spring.datasource.password"));
    assertThat(settings.gateway()).doesNotContainKey("spring.datasource.password");
  }

  @Test
  void theSpoolIsKeptWithTheData() {
    assertThat(settings.sensor())
        .containsEntry(
            "platform.spool.directory", data.root().resolve("sensor-service/spool").toString());
  }

  @Test
  void theOperatorsPasswordIsAFileAndNeverASetting() {
    assertThat(settings.auth())
        .containsEntry(
            "platform.auth.bootstrap-operator.password-file",
            data.root().resolve("secrets/operator").toString())
        .doesNotContainValue(data.secrets().password("operator"));
  }
}
