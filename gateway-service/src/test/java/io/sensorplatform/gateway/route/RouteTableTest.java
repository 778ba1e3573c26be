package io.sensorplatform.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sensorplatform.gateway.route.RouteSettings.Access;
import io.sensorplatform.gateway.route.RouteSettings.Entry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

  private final RouteTable routes =
      new RouteTable(
          new RouteSettings(
              Map.of(
                  "oauth2", new Entry("/oauth2", "auth", Access.PUBLIC, null, false, null, false),
                  "token",
                      new Entry(
                          "/oauth2/token", "auth", Access.PUBLIC, "token", false, null, false),
                  "readings",
                      new Entry("/v1/readings", "sensor", Access.TOKEN, null, true, null, false))));

  @Test
  void longestPrefixWins() {
    assertThat(routes.find("/oauth2/token")).extracting(Route::name).isEqualTo("token");
    assertThat(routes.find("/oauth2/jwks")).extracting(Route::name).isEqualTo("oauth2");
  }

  @Test
  void prefixEndsAtASegment() {
    assertThat(routes.find("/v1/readings")).isNotNull();
    assertThat(routes.find("/v1/readings/live")).isNotNull();
    assertThat(routes.find("/v1/readingsfoo")).isNull();
    assertThat(routes.find("/v1")).isNull();
    assertThat(routes.find("/")).isNull();
  }

  @Test
  void encodedPrefixIsNoRoute() {
    assertThat(routes.find("/v1/%72eadings")).isNull();
    assertThat(routes.find("/V1/readings")).isNull();
  }

  @Test
  void limitIsByMethodUnlessTheRouteHasItsOwn() {
    Route readings = routes.find("/v1/readings");
    assertThat(readings.limitOf("GET")).isEqualTo("reads");
    assertThat(readings.limitOf("POST")).isEqualTo("writes");
    assertThat(routes.find("/oauth2/token").limitOf("GET")).isEqualTo("token");
  }

  @Test
  void onlyWhatIsSafeToRepeatMayBeRepeated() {
    Route readings = routes.find("/v1/readings");
    assertThat(readings.mayRepeat("POST")).isTrue();
    assertThat(readings.mayRepeat("GET")).isTrue();
    assertThat(readings.mayRepeat("DELETE")).isFalse();
    assertThat(routes.find("/oauth2/token").mayRepeat("POST")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/oauth2/../v1/devices",
        "/oauth2/./token",
        "/oauth2/%2e%2E/v1/devices",
        "/oauth2%2f..%2fv1",
        "/oauth2/..;x=1/v1",
        "/oauth2/..\\v1",
        "/oauth2/..%5cv1",
        "/.."
      })
  void pathThatClimbsIsSeen(String path) {
    assertThat(RouteTable.climbs(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/sensors/plant1%2Fpress7/readings",
        "/.well-known/oauth-authorization-server",
        "/v1/sensors/a.b/latest",
        "/v1/sensors/a..b",
        "/v1/sensors/..."
      })
  void pathWithInnocentDotsAndSlashesPasses(String path) {
    assertThat(RouteTable.climbs(path)).isFalse();
  }

  @Test
  void wrongRouteIsNoRoute() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Entry("v1", "sensor", Access.TOKEN, null, false, null, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Entry("/v1/", "sensor", Access.TOKEN, null, false, null, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Entry("/v1", " ", Access.TOKEN, null, false, null, false));
  }
}
