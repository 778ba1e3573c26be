package io.sensorplatform.auth.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtEncodingException;

/**
 * Signs tokens (RS256) with whatever key is active at that moment. Spring's own encoder cannot be
 * told whose RSA to use, and keeps the private half of every key that it ever signed with.
 */
final class TokenSigner implements JwtEncoder {

  static final String SIGNATURE = "SHA256withRSA";

  private static final Logger log = LoggerFactory.getLogger(TokenSigner.class);

  private final Supplier<RSAKey> active;
  private final @Nullable Provider nativeRsa;
  private volatile Signing signing;

  /**
   * @param active the key to sign with, the same object as long as it is the same key
   * @param nativeRsa null: the JDK's
   */
  TokenSigner(Supplier<RSAKey> active, @Nullable Provider nativeRsa) {
    this.active = active;
    this.nativeRsa = nativeRsa;
    this.signing = prepare(active.get());
  }

  /** A key in the form that its signer needs: to make that costs more than to sign. */
  private record Signing(RSAKey key, JWSSigner signer) {}

  @Override
  public Jwt encode(JwtEncoderParameters parameters) throws JwtEncodingException {
    JwsHeader asked = Objects.requireNonNull(parameters.getJwsHeader());
    if (asked.getAlgorithm() != SignatureAlgorithm.RS256) {
      throw new JwtEncodingException("tokens are signed with RS256 only");
    }
    try {
      Signing with = signing();
      String keyId = with.key().getKeyID();
      var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId);
      if (asked.getType() != null) {
        header.type(new JOSEObjectType(asked.getType()));
      }
      var token = new SignedJWT(header.build(), claims(parameters.getClaims()));
      token.sign(with.signer());
      return new Jwt(
          token.serialize(),
          parameters.getClaims().getIssuedAt(),
          parameters.getClaims().getExpiresAt(),
          JwsHeader.from(asked).keyId(keyId).build().getHeaders(),
          parameters.getClaims().getClaims());
    } catch (JOSEException e) {
      throw new JwtEncodingException("cannot sign a token", e);
    }
  }

  private Signing signing() {
    RSAKey key = active.get();
    Signing known = signing;
    return known.key() == key ? known : replace(key);
  }

  private synchronized Signing replace(RSAKey key) {
    if (signing.key() != key) {
      signing = prepare(key);
    }
    return signing;
  }

  private Signing prepare(RSAKey key) {
    try {
      if (nativeRsa != null) {
        try {
          return new Signing(key, nativeSigner(key, nativeRsa));
        } catch (GeneralSecurityException e) {
          log.warn("The JDK signs with the key {}, slower: {}", key.getKeyID(), e.getMessage());
        }
      }
      log.info("Tokens are signed by the JDK's RSA");
      return new Signing(key, new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the active key cannot sign", e);
    }
  }

  /**
   * @throws GeneralSecurityException also if the JDK does not find its signature good
   */
  private static JWSSigner nativeSigner(RSAKey key, Provider rsa)
      throws GeneralSecurityException, JOSEException {
    var own = (PrivateKey) KeyFactory.getInstance("RSA", rsa).translateKey(key.toRSAPrivateKey());
    byte[] sample = "sample".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance(SIGNATURE, rsa);
    signature.initSign(own);
    signature.update(sample);
    byte[] signed = signature.sign();
    Signature check = Signature.getInstance(SIGNATURE);
    check.initVerify(key.toRSAPublicKey());
    check.update(sample);
    if (!check.verify(signed)) {
      throw new GeneralSecurityException(rsa.getName() + " signs wrongly");
    }
    log.info("Tokens are signed by {}", rsa.getInfo());
    var signer = new RSASSASigner(own);
    signer.getJCAContext().setProvider(rsa);
    return signer;
  }

  private static JWTClaimsSet claims(JwtClaimsSet asked) {
    var claims = new JWTClaimsSet.Builder();
    asked.getClaims().forEach((name, value) -> claims.claim(name, json(name, value)));
    return claims.build();
  }

  /** As Nimbus wants it: times as dates, the issuer, which may be a URL, as its text. */
  private static Object json(String name, Object value) {
    if (value instanceof Instant time) {
      return Date.from(time);
    }
    return name.equals(JwtClaimNames.ISS) ? value.toString() : value;
  }
}
