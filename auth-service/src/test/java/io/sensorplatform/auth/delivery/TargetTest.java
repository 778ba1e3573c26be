package io.sensorplatform.auth.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  private static final DeliverySettings STRICT =
      new DeliverySettings(
          false,
          false,
          List.of(Duration.ofMinutes(1)),
          Duration.ofSeconds(10),
          Duration.ofDays(30),
          20,
          Duration.ofHours(24));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.170",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "203.0.113.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:a00:1::",
        "2001:db8::1",
        "::10.0.0.1",
        "fec0::1"
      })
  void noAddressThatIsNotPublicIsReached(String address) throws Exception {
    assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isFalse();
    String host = address.contains(":") ? "[" + address + "]" : address;
    assertThat(Target.wrong("https://" + host + "/x", STRICT)).contains("not public");
    assertThatThrownBy(() -> new PublicAddresses().resolve(address))
        .isInstanceOf(PublicAddresses.NotPublicException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"})
  void publicAddressesAre(String address) {
    assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isTrue();
  }

  @Test
  void aNameThatLeadsInsideIsFoundOutWhenItIsResolved() {
    assertThat(Target.wrong("https://localhost/x", STRICT)).isNull();
    assertThatThrownBy(() -> new PublicAddresses().resolve("localhost"))
        .isInstanceOf(PublicAddresses.NotPublicException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // As some take them for 127.0.0.1.
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://0x7f.1/"
      })
  void addressesInOtherNotationsAreRefused(String url) {
    assertThat(Target.wrong(url, STRICT)).isNotNull();
  }

  @Test
  void onlyHttpsUnlessASettingSaysOtherwise() {
    assertThat(Target.wrong("https://example.com:8443/a?b=c", STRICT)).isNull();
    assertThat(Target.wrong("http://example.com/", STRICT)).isEqualTo("/url must be https.");
  }

  @Test
  void aSignatureIsThatOfTheSpecification() {
    // The example of https://www.standardwebhooks.com (secret MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw).
    byte[] secret = java.util.Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    assertThat(
            Signature.of(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}",
                List.of(secret)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }
}
