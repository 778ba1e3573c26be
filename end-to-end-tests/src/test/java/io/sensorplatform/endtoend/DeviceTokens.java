package io.sensorplatform.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gets a device's token with its API key, as any OAuth 2 client does, and keeps it while it lasts.
 */
final class DeviceTokens implements Supplier<String> {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Platform.Device device;
  private String token;
  private Instant until = Instant.MIN;

  DeviceTokens(Platform.Device device) {
    this.device = device;
  }

  @Override
  public synchronized String get() {
    if (Instant.now().isBefore(until)) {
      return token;
    }
    String credentials = device.clientId() + ':' + device.apiKey();
    var request =
        HttpRequest.newBuilder(URI.create(device.tokenEndpoint()))
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    for (int attempt = 0; attempt < 20; attempt++) {
      try {
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          token = JsonMapper.shared().readTree(answer.body()).at("/access_token").asString();
          until = Instant.now().plusSeconds(600);
          return token;
        }
        if (answer.statusCode() != 429 && answer.statusCode() != 503) {
          throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        Thread.sleep(Api.retryAfter(answer));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new AssertionError("no token");
  }
}
