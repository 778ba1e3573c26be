package io.sensorplatform.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public API through the gateway. */
public final class Api {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final String gateway;
  private final Supplier<String> token;

  public Api(String gateway, Supplier<String> token) {
    this.gateway = gateway;
    this.token = token;
  }

  public HttpResponse<String> post(String json) throws IOException, InterruptedException {
    return post("application/json", null, json.getBytes());
  }

  public HttpResponse<String> post(String type, String encoding, byte[] body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(gateway + "/v1/readings"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token.get())
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    if (encoding != null) {
      request.header("Content-Encoding", encoding);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /** What a well-behaved device does: the same again while it is told to come back later. */
  public HttpResponse<String> postUntilAnswered(String json)
      throws IOException, InterruptedException {
    while (true) {
      HttpResponse<String> answer = post(json);
      if (answer.statusCode() != 429 && answer.statusCode() != 503) {
        return answer;
      }
      Thread.sleep(retryAfter(answer));
    }
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(gateway + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token.get())
            .build(),
        BodyHandlers.ofString());
  }

  public HttpResponse<String> patch(String path, String json)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(gateway + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token.get())
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  public static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  public static Duration retryAfter(HttpResponse<String> answer) {
    return Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElse(1));
  }

  public static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
