package io.sensorplatform.local.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.stack.StackException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final Path LOAD_TESTS = Checkout.find().root().resolve("load-tests");

  @Test
  void asManyDevicesAsTheScenarioTheProfileOrTheCallerSays() {
    assertThat(devices("smoke", Map.of())).isEqualTo(25);
    assertThat(devices("soak", Map.of())).isEqualTo(250);
    assertThat(devices("soak", Map.of("devices", "30", "seconds", "10", "warmup", "0.5")))
        .isEqualTo(30);
  }

  @Test
  void aParameterThatTheScenarioDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> devices("soak", Map.of("secnods", "30")))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("no 'secnods'")
        .hasMessageContaining("seconds");
    assertThatThrownBy(() -> devices("soak", Map.of("steps", "3")))
        .isInstanceOf(StackException.class);
  }

  @Test
  void whatIsNoNumberIsRefused() {
    for (String value : new String[] {"", "30s", "-1", "1e3", "many"}) {
      assertThatThrownBy(() -> devices("soak", Map.of("seconds", value)))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("seconds");
    }
    for (String value : new String[] {"0", "1.5"}) {
      assertThatThrownBy(() -> devices("soak", Map.of("devices", value)))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("devices");
    }
  }

  private static int devices(String scenario, Map<String, String> parameters) {
    return Profile.read(LOAD_TESTS, "laptop", scenario, parameters).devices();
  }
}
