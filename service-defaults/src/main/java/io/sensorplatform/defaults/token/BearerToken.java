package io.sensorplatform.defaults.token;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.List;

/** The token in the {@code Authorization} header (RFC 6750 s2.1). */
public final class BearerToken {

  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /**
   * @param authorization every Authorization header of the request
   * @throws ProblemException TOKEN_MISSING if there is none, TOKEN_MALFORMED if there are several
   */
  public static String of(List<String> authorization) {
    if (authorization.isEmpty()) {
      throw TokenVerifier.missing();
    }
    if (authorization.size() > 1) {
      throw TokenVerifier.refused(
          ProblemCode.TOKEN_MALFORMED, "The request has several Authorization headers.");
    }
    String header = authorization.getFirst();
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw TokenVerifier.missing();
    }
    String token = header.substring(SCHEME.length()).trim();
    if (token.isEmpty()) {
      throw TokenVerifier.missing();
    }
    return token;
  }
}
