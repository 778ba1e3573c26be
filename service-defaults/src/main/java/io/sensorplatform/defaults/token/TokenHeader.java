package io.sensorplatform.defaults.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.Set;

/**
 * What the header of an access token may say (RFC 8725 s3.1 and s3.11, RFC 9068 s2.1). Keys that it
 * brings along or points to (jwk, jku, x5c, x5u) count for nothing.
 */
final class TokenHeader {

  /** Keeps any other JWT that the same issuer signs, such as an ID token, from passing. */
  private static final Set<JOSEObjectType> TYPES =
      Set.of(new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"));

  private TokenHeader() {}

  /**
   * Id of the key that it is signed with, if one of ours.
   *
   * @throws ProblemException TOKEN_MALFORMED
   */
  static String check(JWSHeader header) {
    if (!JWSAlgorithm.RS256.equals(header.getAlgorithm())) {
      throw malformed("The token is not signed with RS256.");
    }
    if (header.getType() == null || !TYPES.contains(header.getType())) {
      throw malformed("The token is not an access token: its type is not 'at+jwt'.");
    }
    if (header.getCriticalParams() != null) {
      throw malformed("The token has critical header parameters, none of which is known here.");
    }
    String keyId = header.getKeyID();
    if (keyId == null || keyId.isEmpty()) {
      // Any key could be tried for it, one that was withdrawn, too.
      throw malformed("The token does not say which key it is signed with.");
    }
    return keyId;
  }

  private static ProblemException malformed(String detail) {
    return TokenVerifier.refused(ProblemCode.TOKEN_MALFORMED, detail);
  }
}
