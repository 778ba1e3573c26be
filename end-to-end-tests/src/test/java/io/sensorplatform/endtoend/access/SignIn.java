package io.sensorplatform.endtoend.access;

import io.sensorplatform.endtoend.Api;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** An operator's sign-in, as a browser and a command line tool do it together (RFC 7636). */
final class SignIn {

  private static final String REDIRECT = "http://127.0.0.1:4998/callback";
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI gateway;

  SignIn(String gateway) {
    this.gateway = URI.create(gateway);
  }

  /** What the token endpoint answers in the end. */
  JsonNode tokens(String username, String password, String scopes) throws Exception {
    String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
    String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    URI authorize =
        gateway.resolve(
            "/oauth2/authorize?"
                + form(
                    Map.of(
                        "response_type", "code",
                        "client_id", "platform-cli",
                        "redirect_uri", REDIRECT,
                        "scope", scopes,
                        "state", "s",
                        "code_challenge", challenge,
                        "code_challenge_method", "S256")));
    URI login = location(get(authorize));
    Matcher csrf = CSRF.matcher(get(login).body());
    if (!csrf.find()) {
      throw new AssertionError("no login page at " + login);
    }
    URI resumed =
        location(
            post(
                "/login",
                Map.of("_csrf", csrf.group(1), "username", username, "password", password)));
    URI callback = location(get(resumed));
    Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(callback.toString());
    if (!code.find()) {
      throw new AssertionError("no code: " + callback);
    }
    return Api.json(
        post(
            "/oauth2/token",
            Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "platform-cli",
                "redirect_uri",
                REDIRECT,
                "code",
                code.group(1),
                "code_verifier",
                verifier)));
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri).header("Accept", "text/html"));
  }

  HttpResponse<String> post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(gateway.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(form))));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    while (true) {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 429) {
        return answer;
      }
      Thread.sleep(Api.retryAfter(answer));
    }
  }

  private URI location(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .map(answer.uri()::resolve)
        .orElseThrow(() ->
            new AssertionError(
                answer.uri() + " answered " + answer.statusCode() + ": " + answer.body()));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
