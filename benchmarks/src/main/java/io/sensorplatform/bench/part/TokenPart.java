package io.sensorplatform.bench.part;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.defaults.revocation.RevocationSettings;
import io.sensorplatform.defaults.revocation.RevokedTokens;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.defaults.token.TokenSettings;
import io.sensorplatform.defaults.token.TokenVerifier;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Whether a token is good that was seen before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenPart {

  private final TestIssuer issuer = new TestIssuer();
  private final String token =
      issuer.token("dev_bench", "bench", List.of("bench/"), "readings:write");
  private final RSASSAVerifier signatures = signatures();
  private final TokenVerifier verifier =
      new TokenVerifier(
          new TokenSettings(
              URI.create(issuer.issuer()),
              "sensor-platform",
              issuer.jwksUrl(),
              Duration.ofSeconds(30),
              Duration.ofMinutes(5),
              Duration.ofSeconds(5),
              Duration.ofHours(12),
              100_000),
          new ImmutableJWKSet<>(new JWKSet(issuer.key().toPublicJWK())),
          new RevokedTokens(
              new RevocationSettings(false, Duration.ZERO, false, Duration.ofSeconds(30), 200_000)),
          Clock.systemUTC());

  public TokenPart() {
    issuer.stop();
    verifier.verify(token);
  }

  @Benchmark
  public VerifiedToken ours() {
    return Objects.requireNonNull(verifier.cached(token));
  }

  /** The hash that the cache goes by, so that no memory holds a token. */
  @Benchmark
  public byte[] sha256() throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The signature, as it is checked where there is no cache. */
  @Benchmark
  public boolean verify() throws JOSEException, ParseException {
    return SignedJWT.parse(token).verify(signatures);
  }

  private RSASSAVerifier signatures() {
    try {
      return new RSASSAVerifier(issuer.key().toPublicJWK());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
