package io.sensorplatform.local.access;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signs an operator in the way a browser would: authorization code with PKCE (RFC 7636), and the
 * login page in between. Nothing is opened on the redirect's port: the code is in the redirect.
 */
final class OperatorLogin {
  private static final String CLIENT = "platform-cli";
  private static final String REDIRECT = "http://127.0.0.1:4999/callback";

  /** All that the local operator may do. */
  static final String SCOPES =
      "readings:read sensors:admin devices:admin operations platform:admin";

  private static final int MOST_REDIRECTS = 10;

  private static final Pattern INPUT = Pattern.compile("<input\\b[^>]*>");
  private static final Pattern NAME = Pattern.compile("\\bname=\"([^\"]*)\"");
  private static final Pattern VALUE = Pattern.compile("\\bvalue=\"([^\"]*)\"");

  private final URI gateway;
  private final Calls calls;

  OperatorLogin(URI gateway, Calls calls) {
    this.gateway = gateway;
    this.calls = calls;
  }

  /** An access token. */
  String signIn(String username, String password) {
    String verifier = random();
    String state = random();
    Map<String, String> request = new LinkedHashMap<>();
    request.put("response_type", "code");
    request.put("client_id", CLIENT);
    request.put("redirect_uri", REDIRECT);
    request.put("scope", SCOPES);
    request.put("state", state);
    request.put("code_challenge", challenge(verifier));
    request.put("code_challenge_method", "S256");

    URI at = gateway.resolve("/oauth2/authorize?" + Calls.encode(request));
    boolean asked = false;
    HttpResponse<String> answer = calls.get(at);
    for (int hop = 0; hop < MOST_REDIRECTS; hop++) {
      if (answer.statusCode() / 100 == 3) {
        at = at.resolve(answer.headers().firstValue("Location").orElse("/"));
        if (at.toString().startsWith(REDIRECT)) {
          return exchange(code(at, state), verifier);
        }
        if (asked && at.getPath().equals("/login")) {
          throw new AccessException(
              "the login of operator '%s' was refused (%s); if the password was changed elsewhere, write the new one to secrets/%1$s below the stack's data"
                  .formatted(username, at.getQuery()),
              0,
              "login-refused");
        }
        answer = calls.get(at);
      } else if (answer.statusCode() == 200 && at.getPath().equals("/login") && !asked) {
        asked = true;
        answer = calls.form(at, filledIn(answer.body(), username, password));
      } else {
        throw Calls.refused(answer);
      }
    }
    throw new AccessException("the operator's login goes round in circles", 0, "login-refused");
  }

  /** The login form with everything that it hides, such as the token against forged requests. */
  private static Map<String, String> filledIn(String page, String username, String password) {
    Map<String, String> fields = new HashMap<>();
    Matcher input = INPUT.matcher(page);
    while (input.find()) {
      Matcher name = NAME.matcher(input.group());
      Matcher value = VALUE.matcher(input.group());
      if (name.find() && value.find()) {
        fields.put(name.group(1), value.group(1));
      }
    }
    fields.put("username", username);
    fields.put("password", password);
    return fields;
  }

  private String exchange(String code, String verifier) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("grant_type", "authorization_code");
    request.put("code", code);
    request.put("redirect_uri", REDIRECT);
    request.put("client_id", CLIENT);
    request.put("code_verifier", verifier);
    return Calls.json(calls.form(gateway.resolve("/oauth2/token"), request))
        .path("access_token")
        .asString();
  }

  private static String code(URI callback, String state) {
    Map<String, String> answer = new HashMap<>();
    for (String pair : callback.getRawQuery().split("&")) {
      String[] parts = pair.split("=", 2);
      answer.put(
          parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    String code = answer.get("code");
    if (code == null || !state.equals(answer.get("state"))) {
      throw new AccessException(
          "the operator's login was refused: " + answer.getOrDefault("error", "no code"),
          0,
          "login-refused");
    }
    return code;
  }

  private static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
