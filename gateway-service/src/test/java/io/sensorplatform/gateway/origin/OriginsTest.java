package io.sensorplatform.gateway.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sensorplatform.gateway.origin.OriginSettings.ForwardedHeader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

  private final Origins origins =
      new Origins(
          new OriginSettings(
              List.of("10.0.0.0/8", "2001:db8:1::/48"), ForwardedHeader.X_FORWARDED, 64));

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true",
    "11.1.2.3, false",
    "::ffff:10.1.2.3, true",
    "2001:db8:1:2::3, true",
    "2001:db8:2::1, false",
    "localhost, false",
    "10.1.2, false"
  })
  void onlyAddressesOfTheNetworksAreTrusted(String address, boolean trusted) {
    assertThat(origins.peer(address, false).trusted()).isEqualTo(trusted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.7                         | 203.0.113.7
          6.6.6.6, 203.0.113.7                | 203.0.113.7
          6.6.6.6, 203.0.113.7, 10.0.0.9      | 203.0.113.7
          10.0.0.8, 10.0.0.9                  | 10.0.0.8
          203.0.113.7:4711                    | 203.0.113.7
          [2001:db8:9::1]:4711                | 2001:db8:9:0:0:0:0:1
          2001:db8:9::1                       | 2001:db8:9:0:0:0:0:1
          203.0.113.7, unknown, 10.0.0.9      | 10.0.0.9
          203.0.113.7, nonsense               | 10.0.0.1
          nonsense                            | 10.0.0.1
          evil.example                        | 10.0.0.1
          ,,                                  | 10.0.0.1
          """)
  void callerIsTheNearestThatNoTrustedProxyHas(String said, String caller) {
    assertThat(of(Map.of("x-forwarded-for", List.of(said))).address()).isEqualTo(caller);
  }

  @Test
  void severalFieldsAreOneList() {
    assertThat(of(Map.of("x-forwarded-for", List.of("6.6.6.6", "203.0.113.7, 10.0.0.9"))).address())
        .isEqualTo("203.0.113.7");
  }

  @Test
  void standardFieldIsReadIfItIsTheOneThatProxiesWrite() {
    var standard =
        new Origins(new OriginSettings(List.of("10.0.0.0/8"), ForwardedHeader.FORWARDED, 64));
    Origin origin =
        standard.of(
            standard.peer("10.0.0.1", false),
            name ->
                name.equals("forwarded")
                    ? List.of(
                        "for=6.6.6.6;host=evil.example",
                        "For=\"[2001:db8:9::1]:4711\";proto=https;host=\"platform.example:8443\", for=10.0.0.7")
                    : List.of("1.1.1.1"));

    assertThat(origin.address()).isEqualTo("2001:db8:9:0:0:0:0:1");
    assertThat(origin.secure()).isTrue();
    assertThat(origin.host()).isEqualTo("platform.example:8443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example/x", "a b", "a\r\nb", "user@a", "a:b", "<a>", "[::1"})
  void hostThatCannotStandInALinkIsNotBelieved(String host) {
    assertThat(of(Map.of("x-forwarded-host", List.of(host))).host()).isNull();
  }

  @Test
  void networkOfAnIpv6AddressCountsAsOneCaller() {
    assertThat(origins.peer("2001:db8:9:1::1", false).origin().counted())
        .isEqualTo(origins.peer("2001:db8:9:1:ffff::2", false).origin().counted())
        .isEqualTo("2001:db8:9:1:0:0:0:0/64")
        .isNotEqualTo(origins.peer("2001:db8:9:2::1", false).origin().counted());
    assertThat(origins.peer("203.0.113.7", false).origin().counted()).isEqualTo("203.0.113.7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "all", "::/129", "10.0.0.0/-1", ""})
  void wrongNetworkFailsTheStart(String network) {
    assertThatIllegalArgumentException().isThrownBy(() -> Network.of(network));
  }

  private Origin of(Map<String, List<String>> fields) {
    return origins.of(
        origins.peer("10.0.0.1", false), name -> fields.getOrDefault(name, List.of()));
  }
}
