package io.sensorplatform.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The public half of a device's key pair: RSA of 2048 to 4096 bits, or EC P-256. Of what was sent
 * only the key itself is kept: no certificate, no URL, no name.
 */
final class PublicKey {

  static final Set<JWSAlgorithm> RSA = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);
  static final Set<JWSAlgorithm> EC = Set.of(JWSAlgorithm.ES256);

  private static final int LEAST_BITS = 2_048;
  private static final int MOST_BITS = 4_096;
  private static final int MAX_EXPONENT_BITS = 64;

  private final JWK jwk;

  private PublicKey(JWK jwk) {
    this.jwk = jwk;
  }

  /**
   * @throws ProblemException {@link ProblemCode#REQUEST_INVALID} if it is no key that we take
   */
  static PublicKey of(Map<String, Object> sent) {
    JWK jwk;
    try {
      jwk = JWK.parse(sent);
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      throw wrong("/publicKey is not a JSON Web Key (RFC 7517).");
    }
    if (jwk.isPrivate()) {
      throw wrong(
          "/publicKey holds a private key, which is no secret any more: make another key pair and"
              + " send only its public half.");
    }
    if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
      throw wrong("/publicKey/use must be sig.");
    }
    return switch (jwk) {
      case RSAKey rsa
          when rsa.size() >= LEAST_BITS
              && rsa.size() <= MOST_BITS
              // A huge exponent would make each check expensive.
              && rsa.getPublicExponent().decodeToBigInteger().bitLength() <= MAX_EXPONENT_BITS ->
          new PublicKey(new RSAKey.Builder(rsa.getModulus(), rsa.getPublicExponent()).build());
      case ECKey ec when Curve.P_256.equals(ec.getCurve()) ->
          new PublicKey(new ECKey.Builder(Curve.P_256, ec.getX(), ec.getY()).build());
      default -> throw wrong("/publicKey must be RSA of 2048 to 4096 bits, or EC P-256.");
    };
  }

  /** A key that is kept. */
  static PublicKey parse(String json) {
    try {
      return new PublicKey(JWK.parse(json));
    } catch (ParseException e) {
      throw new IllegalStateException("a public key in the database is not a JWK", e);
    }
  }

  String toJson() {
    return jwk.toJSONString();
  }

  /** With the algorithms of this kind of key only: nobody can have it taken for another kind. */
  boolean verifies(SignedJWT jwt) {
    try {
      JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
      JWSVerifier verifier =
          switch (jwk) {
            case RSAKey rsa when RSA.contains(algorithm) -> new RSASSAVerifier(rsa);
            case ECKey ec when EC.contains(algorithm) -> new ECDSAVerifier(ec);
            default -> null;
          };
      return verifier != null && jwt.verify(verifier);
    } catch (JOSEException e) {
      return false;
    }
  }

  private static ProblemException wrong(String detail) {
    return new ProblemException(ProblemCode.REQUEST_INVALID, detail)
        .withErrors(List.of(ItemError.permanent(0, ProblemCode.REQUEST_INVALID, detail)));
  }
}
