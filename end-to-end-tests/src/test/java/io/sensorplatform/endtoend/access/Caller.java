package io.sensorplatform.endtoend.access;

import io.sensorplatform.endtoend.Api;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Somebody with a token, or without one.
 *
 * @param tenant whose they are; empty for nobody's
 * @param token null for nobody
 */
record Caller(String name, String tenant, Set<String> scopes, String token) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** The answer, waited for as long as a limit asks to. */
  HttpResponse<String> call(
      String gateway,
      String method,
      String target,
      Map<String, String> headers,
      String contentType,
      String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(gateway + target))
            .timeout(Duration.ofSeconds(40))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", contentType);
    }
    headers.forEach(request::header);
    while (true) {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 429) {
        return answer;
      }
      Thread.sleep(Api.retryAfter(answer));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
