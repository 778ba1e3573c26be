package io.sensorplatform.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AuthSettingsTest {

  private final Map<String, String> settings = new HashMap<>();

  @Test
  void needsNone() {
    assertThat(bind())
        .isEqualTo(
            new AuthSettings(
                null,
                Duration.ofMinutes(15),
                Duration.ofDays(90),
                Duration.ofDays(365),
                10,
                Duration.ofSeconds(30)));
  }

  @Test
  void takesEverythingFromTheSettings() {
    settings.putAll(
        Map.of(
            "platform.auth.bootstrap-operator.username", "ada",
            "platform.auth.bootstrap-operator.password-file", "/secrets/password",
            "platform.auth.bootstrap-operator.tenant", "acme",
            "platform.auth.token-lifetime", "5m",
            "platform.auth.key-lifetime", "30d",
            "platform.auth.max-key-lifetime", "60d",
            "platform.auth.max-live-keys", "3",
            "platform.auth.last-used-interval", "1s"));

    assertThat(bind())
        .isEqualTo(
            new AuthSettings(
                new AuthSettings.BootstrapOperator(
                    "ada", null, Path.of("/secrets/password"), "acme"),
                Duration.ofMinutes(5),
                Duration.ofDays(30),
                Duration.ofDays(60),
                3,
                Duration.ofSeconds(1)));
  }

  @Test
  void namesWhatIsMissingOrWrong() {
    settings.put("platform.auth.max-live-keys", "1");
    assertThatThrownBy(this::bind).hasStackTraceContaining("max-live-keys must be at least 2");

    settings.put("platform.auth.max-live-keys", "2");
    settings.put("platform.auth.max-key-lifetime", "89d");
    assertThatThrownBy(this::bind)
        .hasStackTraceContaining("max-key-lifetime must not be shorter than key-lifetime");

    settings.remove("platform.auth.max-key-lifetime");
    settings.put("platform.auth.token-lifetime", "0s");
    assertThatThrownBy(this::bind).hasStackTraceContaining("token-lifetime must be positive");
  }

  private AuthSettings bind() {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("platform.auth", AuthSettings.class);
  }
}
