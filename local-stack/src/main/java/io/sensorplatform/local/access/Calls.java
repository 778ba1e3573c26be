package io.sensorplatform.local.access;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of the gateway: patient with limits and with a platform that is just waking up. */
final class Calls {
  static final JsonMapper JSON = JsonMapper.shared();

  private static final int ATTEMPTS = 8;

  /** Longer than the gateway waits for a service, so that the gateway can say what is wrong. */
  private static final Duration TIMEOUT = Duration.ofSeconds(35);

  private static final long LONGEST_PAUSE_SECONDS = 10;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .build();

  HttpResponse<String> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).header("Accept", "text/html, */*"));
  }

  HttpResponse<String> form(URI uri, Map<String, String> fields) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encode(fields))));
  }

  JsonNode getJson(URI uri, String token) {
    return json(send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token)));
  }

  JsonNode postJson(URI uri, String token, Object body) {
    return json(
        send(
            HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))));
  }

  JsonNode patchJson(URI uri, String token, Object body) {
    return json(
        send(
            HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/merge-patch+json")
                // Whatever is there: a person names the object, not a version of it.
                .header("If-Match", "*")
                .method("PATCH", BodyPublishers.ofString(JSON.writeValueAsString(body)))));
  }

  void delete(URI uri, String token) {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).DELETE());
    if (answer.statusCode() / 100 != 2) {
      throw refused(answer);
    }
  }

  /**
   * Posts a file and hands over each line of the answer as it comes. Not sent again by itself.
   *
   * @param patience how long until the answer begins
   */
  void postFile(
      URI uri, String token, String type, Path file, Duration patience, Consumer<JsonNode> line) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .timeout(patience)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", type)
              .POST(BodyPublishers.ofFile(file))
              .build();
      HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
      try (Stream<String> lines = answer.body()) {
        if (answer.statusCode() != 200) {
          throw refused(answer.uri(), answer.statusCode(), lines.collect(Collectors.joining("\n")));
        }
        lines.map(JSON::readTree).forEach(line);
      }
    } catch (FileNotFoundException e) {
      throw new AccessException("there is no file " + file, e);
    } catch (IOException | UncheckedIOException | JacksonException e) {
      throw new AccessException("the answer of " + uri.getPath() + " broke off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AccessException("interrupted", e);
    }
  }

  static String encode(Map<String, String> fields) {
    var encoded = new StringJoiner("&");
    fields.forEach((name, value) ->
        encoded.add(
            URLEncoder.encode(name, StandardCharsets.UTF_8)
                + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return encoded.toString();
  }

  /** The body of an answer that has to be a success. */
  static JsonNode json(HttpResponse<String> answer) {
    if (answer.statusCode() / 100 != 2) {
      throw refused(answer);
    }
    try {
      return JSON.readTree(answer.body());
    } catch (JacksonException e) {
      throw new AccessException(answer.uri() + " did not answer in JSON", e);
    }
  }

  static AccessException refused(HttpResponse<String> answer) {
    return refused(answer.uri(), answer.statusCode(), answer.body());
  }

  private static AccessException refused(URI uri, int status, String body) {
    String code = "";
    String text = "";
    try {
      JsonNode problem = JSON.readTree(body);
      code = problem.path("code").asString(problem.path("error").asString(""));
      text =
          problem.path("detail").asString(problem.path("error_description").asString(""))
              + " "
              + problem.path("hint").asString("");
    } catch (JacksonException e) {
      // Not a problem document: the status has to do.
    }
    return new AccessException(
        "%s answered %d %s: %s".formatted(uri.getPath(), status, code, text).strip(), status, code);
  }

  /** Sends, and again when told to come back later (429, 503). */
  private HttpResponse<String> send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(TIMEOUT).build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      for (int attempt = 1; attempt < ATTEMPTS && isTemporary(answer); attempt++) {
        Thread.sleep(Duration.ofSeconds(retryAfter(answer)));
        answer = http.send(request, BodyHandlers.ofString());
      }
      return answer;
    } catch (IOException e) {
      throw new AccessException(
          "%s://%s cannot be reached; is the platform up? (./platform status)"
              .formatted(request.uri().getScheme(), request.uri().getAuthority()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AccessException("interrupted", e);
    }
  }

  private static boolean isTemporary(HttpResponse<String> answer) {
    return answer.statusCode() == 429 || answer.statusCode() == 503;
  }

  private static long retryAfter(HttpResponse<String> answer) {
    String told = answer.headers().firstValue("Retry-After").orElse("1");
    // Seconds as a rule; a date (RFC 9110 s10.2.3) is not worth parsing here.
    long seconds = told.matches("\\d{1,6}") ? Long.parseLong(told) : 1;
    return Math.clamp(seconds, 1, LONGEST_PAUSE_SECONDS);
  }
}
