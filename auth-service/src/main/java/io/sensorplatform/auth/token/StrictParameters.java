package io.sensorplatform.auth.token;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;

/**
 * Refuses what the endpoints behind would fail on or misread: repeated parameters (RFC 6749 s3.1),
 * control characters, and proofs of possession (RFC 9449), which our verifiers do not check. Takes
 * part as the first converter of each endpoint, and never converts anything.
 */
final class StrictParameters {

  private static final Pattern CODE_CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private StrictParameters() {}

  static @Nullable Authentication ofTokenRequest(HttpServletRequest request) {
    String wrong = wrong(request);
    if (wrong != null || request.getHeader("DPoP") != null) {
      throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
    }
    return null;
  }

  static @Nullable Authentication ofAuthorizationRequest(HttpServletRequest request) {
    String wrong = wrong(request);
    if (wrong == null) {
      wrong = required(request, "redirect_uri", null);
    }
    if (wrong == null) {
      wrong = required(request, "code_challenge", CODE_CHALLENGE);
    }
    if (wrong != null) {
      throw new OAuth2AuthorizationCodeRequestAuthenticationException(
          new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, "Wrong parameter: " + wrong, null),
          null);
    }
    return null;
  }

  private static @Nullable String required(
      HttpServletRequest request, String name, @Nullable Pattern form) {
    String value = request.getParameter(name);
    if (value == null || value.isBlank() || (form != null && !form.matcher(value).matches())) {
      return name;
    }
    return null;
  }

  /** Name of the first wrong parameter; null if all are well. */
  private static @Nullable String wrong(HttpServletRequest request) {
    for (var parameter : request.getParameterMap().entrySet()) {
      List<String> values = List.of(parameter.getValue());
      if (values.size() != 1 || values.getFirst().chars().anyMatch(Character::isISOControl)) {
        return parameter.getKey();
      }
    }
    return null;
  }
}
