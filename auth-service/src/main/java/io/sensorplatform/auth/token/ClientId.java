package io.sensorplatform.auth.token;

import io.sensorplatform.auth.key.AssertionCheck;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.http.HttpHeaders;

/** Who a token request says that it is from, proven or not. */
final class ClientId {

  private static final String BASIC = "Basic ";

  private ClientId() {}

  /** Empty if the request does not say. */
  static String presented(HttpServletRequest request) {
    String parameter = request.getParameter("client_id");
    if (parameter != null) {
      return parameter;
    }
    String assertion = request.getParameter("client_assertion");
    if (assertion != null) {
      String claimed = AssertionCheck.claimedClient(assertion);
      return claimed == null ? "" : claimed;
    }
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return "";
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      String credentials = new String(decoded, StandardCharsets.UTF_8);
      int colon = credentials.indexOf(':');
      return colon < 0
          ? ""
          : URLDecoder.decode(credentials.substring(0, colon), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
