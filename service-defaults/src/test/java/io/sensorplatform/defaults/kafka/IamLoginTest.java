package io.sensorplatform.defaults.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

class IamLoginTest {

  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private final OAuthBearerToken token =
      IamLogin.token(AwsCredentialsIdentity.create("AKIDEXAMPLE", SECRET), "eu-west-1");
  private final URI url =
      URI.create(new String(Base64.getUrlDecoder().decode(token.value()), UTF_8));
  private final Map<String, String> raw =
      Arrays.stream(url.getRawQuery().split("&"))
          .map(part -> part.split("=", 2))
          .collect(Collectors.toMap(p -> p[0], p -> p[1], (a, b) -> b, TreeMap::new));

  @Test
  void asksTheRegionsKafkaToConnectForAQuarterOfAnHour() {
    assertThat(url.getHost()).isEqualTo("kafka.eu-west-1.amazonaws.com");
    assertThat(decoded("Action")).isEqualTo("kafka-cluster:Connect");
    assertThat(decoded("X-Amz-Expires")).isEqualTo("900");
    assertThat(decoded("X-Amz-Credential"))
        .startsWith("AKIDEXAMPLE/")
        .endsWith("/eu-west-1/kafka-cluster/aws4_request");
    assertThat(token.principalName()).isEqualTo("AKIDEXAMPLE");
    assertThat(token.lifetimeMs() - token.startTimeMs()).isEqualTo(900_000);
  }

  @Test
  void isSignedAsSignatureVersion4Says() throws GeneralSecurityException {
    var query = new TreeMap<>(raw);
    String signature = query.remove("X-Amz-Signature");
    assertThat(query.remove("User-Agent")).isEqualTo("sensor-platform");
    String canonical =
        "GET\n/\n"
            + query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"))
            + "\nhost:kafka.eu-west-1.amazonaws.com\n\nhost\n"
            + hex(MessageDigest.getInstance("SHA-256").digest(new byte[0]));
    String at = decoded("X-Amz-Date");
    String scope = at.substring(0, 8) + "/eu-west-1/kafka-cluster/aws4_request";
    String text =
        "AWS4-HMAC-SHA256\n%s\n%s\n%s"
            .formatted(
                at,
                scope,
                hex(MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(UTF_8))));
    byte[] key = ("AWS4" + SECRET).getBytes(UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    assertThat(signature).isEqualTo(hex(hmac(key, text)));
  }

  @Test
  void doesNotTellTheTokenInText() {
    assertThat(token.toString()).doesNotContain(token.value());
  }

  @Test
  void refusesAnotherMechanism() {
    assertThatThrownBy(() -> new IamLogin().configure(Map.of(), "PLAIN", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("OAUTHBEARER");
  }

  private String decoded(String name) {
    return URLDecoder.decode(raw.get(name), UTF_8);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
