package io.sensorplatform.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * How a command line tool that knows the operator's password gets a token: it walks the
 * authorization code flow with proof key (RFC 7636) as a browser would. Nothing needs to listen at
 * the redirect address, because the tool itself reads where it is sent.
 */
public final class OperatorSignIn {

  public static final String CLIENT = "platform-cli";
  public static final String REDIRECT = "http://127.0.0.1:49152/callback";

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI platform;
  private final String verifier = random();
  private final String state = random();

  public OperatorSignIn(URI platform) {
    this.platform = platform;
  }

  public String accessToken(String username, String password, String... scopes) {
    HttpResponse<String> answer = redeem(code(username, password, scopes), verifier);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("no token: " + answer.statusCode() + " " + answer.body());
    }
    return json(answer).path("access_token").asString();
  }

  /** Steps 1 to 5: an authorization code. */
  public String code(String username, String password, String... scopes) {
    URI callback = signIn(username, password, scopes);
    Map<String, String> told = query(callback);
    if (!state.equals(told.get("state"))) {
      throw new IllegalStateException("the answer is not to this request: " + callback);
    }
    return told.get("code");
  }

  /** Where the platform sends the tool in the end. */
  public URI signIn(String username, String password, String... scopes) {
    // 1. Ask for authorization; without a session the platform leads to the login page.
    HttpResponse<String> authorize = get(authorizationRequest(scopes));
    URI login = location(authorize);
    if (!login.getPath().equals("/login")) {
      // The request itself was refused.
      return login;
    }
    // 2. Fetch the login page, which holds a token against forged requests.
    Matcher csrf = CSRF.matcher(get(login).body());
    if (!csrf.find()) {
      throw new IllegalStateException("no login page at " + login);
    }
    // 3. Sign in.
    URI resumed =
        location(
            post(
                login.resolve("/login"),
                Map.of("_csrf", csrf.group(1), "username", username, "password", password)));
    if (resumed.getPath().equals("/login")) {
      return resumed;
    }
    // 4. Go back to the authorization request, now with a session: it leads to the redirect
    // address with the code. 5. Read it there.
    return location(get(resumed));
  }

  public URI authorizationRequest(String... scopes) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("response_type", "code");
    request.put("client_id", CLIENT);
    request.put("redirect_uri", REDIRECT);
    request.put("scope", String.join(" ", scopes));
    request.put("state", state);
    request.put("code_challenge", challenge(verifier));
    request.put("code_challenge_method", "S256");
    return platform.resolve("/oauth2/authorize?" + AuthServer.form(request));
  }

  /** 6. Redeem the code for a token; the verifier proves that it is we who asked. */
  public HttpResponse<String> redeem(String code, String verifier) {
    return post(
        platform.resolve("/oauth2/token"),
        Map.of(
            "grant_type", "authorization_code",
            "client_id", CLIENT,
            "redirect_uri", REDIRECT,
            "code", code,
            "code_verifier", verifier));
  }

  public String verifier() {
    return verifier;
  }

  public HttpResponse<String> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).header("Accept", "text/html"));
  }

  public HttpResponse<String> post(URI uri, Map<String, String> form) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(AuthServer.form(form))));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(HttpResponse<String> answer) {
    return AuthServer.JSON.readTree(answer.body());
  }

  public static URI location(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .map(answer.uri()::resolve)
        .orElseThrow(() ->
            new IllegalStateException(
                answer.uri() + " answered " + answer.statusCode() + ": " + answer.body()));
  }

  public static Map<String, String> query(URI uri) {
    return Arrays.stream(uri.getRawQuery().split("&"))
        .map(member -> member.split("=", 2))
        .collect(
            Collectors.toMap(
                member -> member[0],
                member -> URLDecoder.decode(member[1], StandardCharsets.UTF_8)));
  }

  private static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
