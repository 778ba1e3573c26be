package io.sensorplatform.auth.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;

@ExtendWith(OutputCaptureExtension.class)
class TokenSignerTest {

  private static final String PLATFORM =
      NativeRsa.platform(System.getProperty("os.name"), System.getProperty("os.arch"));

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final RSAKey key = SigningKeyStore.generate();

  @Test
  void signsNativelyWhatTheJdkAndNimbusVerify(CapturedOutput output) throws Exception {
    Provider rsa = nativeRsa();

    String token = sign(new TokenSigner(() -> key, rsa)).getTokenValue();

    assertThat(SignedJWT.parse(token).verify(new RSASSAVerifier(key.toRSAPublicKey()))).isTrue();
    assertThat(isVerified(token, null)).isTrue();
    assertThat(output).contains("Tokens are signed by " + rsa.getInfo());
  }

  @Test
  void signsByTheJdkWhatNativeCodeVerifies(CapturedOutput output) throws Exception {
    String token = sign(new TokenSigner(() -> key, null)).getTokenValue();

    assertThat(isVerified(token, nativeRsa())).isTrue();
    assertThat(output).contains("Tokens are signed by the JDK's RSA");
  }

  @Test
  void signsTheSameBytesEitherWay() {
    assertThat(sign(new TokenSigner(() -> key, nativeRsa())).getTokenValue())
        .isEqualTo(sign(new TokenSigner(() -> key, null)).getTokenValue());
  }

  @Test
  void saysWhatItWasAskedToSay() throws Exception {
    Jwt encoded = sign(new TokenSigner(() -> key, null));

    var token = SignedJWT.parse(encoded.getTokenValue());
    assertThat(token.getHeader().toJSONObject())
        .containsOnlyKeys("alg", "kid", "typ")
        .containsEntry("alg", "RS256")
        .containsEntry("kid", key.getKeyID())
        .containsEntry("typ", "at+jwt");
    assertThat(encoded.getHeaders()).containsEntry("kid", key.getKeyID());
    assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("https://platform.example");
    assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW));
    assertThat(token.getJWTClaimsSet().getStringListClaim("sensors")).containsExactly("plant1/");
    assertThat(encoded.getExpiresAt()).isEqualTo(NOW);
  }

  @Test
  void signsWithTheKeyThatIsActiveNow() throws Exception {
    var active = new AtomicReference<>(key);
    var signer = new TokenSigner(active::get, nativeRsa());
    sign(signer);
    RSAKey next = SigningKeyStore.generate();
    active.set(next);

    var token = SignedJWT.parse(sign(signer).getTokenValue());

    assertThat(token.getHeader().getKeyID()).isEqualTo(next.getKeyID());
    assertThat(token.verify(new RSASSAVerifier(next.toRSAPublicKey()))).isTrue();
  }

  /** Any provider that has no RSA stands for one that fails with this very key. */
  @Test
  void leavesAKeyToTheJdkThatNativeCodeCannotSignWith(CapturedOutput output) throws Exception {
    String token = sign(new TokenSigner(() -> key, Security.getProvider("SUN"))).getTokenValue();

    assertThat(isVerified(token, null)).isTrue();
    assertThat(output).contains("The JDK signs with the key " + key.getKeyID());
  }

  @Test
  void thereIsNoNativeRsaWithoutALibraryForThePlatform(CapturedOutput output) {
    assertThat(NativeRsa.find("plan9-sparc")).isEmpty();
    assertThat(output)
        .contains(
            "No native RSA on plan9-sparc, so a token costs four times the CPU: there is no library");
  }

  @Test
  void thereIsNoNativeRsaIfItsLibraryIsForAnotherProcessor(
      @TempDir Path directory, CapturedOutput output) {
    String other = PLATFORM.endsWith("x86_64") ? "linux-aarch_64" : "linux-x86_64";

    // Where what it leaves behind is deleted.
    assertThat(findUnpackedIn(directory, other)).isEmpty();
    assertThat(output).contains("No native RSA on " + other);
  }

  @Test
  void thereIsNoNativeRsaIfItsLibraryCannotBeUnpacked(
      @TempDir Path directory, CapturedOutput output) throws Exception {
    Path noDirectory = Files.createFile(directory.resolve("file"));

    assertThat(findUnpackedIn(noDirectory, PLATFORM)).isEmpty();
    assertThat(output).contains("No native RSA on " + PLATFORM);
  }

  @Test
  void platformsAreCalledAsTheirLibraries() {
    assertThat(NativeRsa.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(NativeRsa.platform("Linux", "aarch64")).isEqualTo("linux-aarch_64");
    assertThat(NativeRsa.platform("Mac OS X", "aarch64")).isEqualTo("osx-aarch_64");
    assertThat(NativeRsa.platform("Windows 11", "amd64")).isEqualTo("windows_11-x86_64");
  }

  private static Optional<Provider> findUnpackedIn(Path directory, String platform) {
    String property = "com.amazon.corretto.crypto.provider.tmpdir";
    System.setProperty(property, directory.toString());
    try {
      return NativeRsa.find(platform);
    } finally {
      System.clearProperty(property);
    }
  }

  private static Provider nativeRsa() {
    assumeTrue(
        List.of("linux-x86_64", "linux-aarch_64", "osx-aarch_64").contains(PLATFORM),
        "there is no native RSA for " + PLATFORM);
    return NativeRsa.find().orElseThrow();
  }

  private static Jwt sign(TokenSigner signer) {
    return signer.encode(
        JwtEncoderParameters.from(
            JwsHeader.with(SignatureAlgorithm.RS256).type("at+jwt").build(),
            JwtClaimsSet.builder()
                .issuer("https://platform.example")
                .expiresAt(NOW)
                .claim("sensors", List.of("plant1/"))
                .build()));
  }

  private boolean isVerified(String token, @Nullable Provider by) throws Exception {
    Signature signature =
        by == null
            ? Signature.getInstance("SHA256withRSA", "SunRsaSign")
            : Signature.getInstance("SHA256withRSA", by);
    var parsed = SignedJWT.parse(token);
    signature.initVerify(key.toRSAPublicKey());
    signature.update(parsed.getSigningInput());
    return signature.verify(parsed.getSignature().decode());
  }
}
