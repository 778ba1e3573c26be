package io.sensorplatform.local.demo;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** A device's access token, renewed before it expires (RFC 6749 s4.4 with the API key). */
final class DeviceToken {
  /** Long enough for a request that is under way to arrive. */
  private static final Duration RENEW_BEFORE = Duration.ofMinutes(1);

  private static final String FORM =
      "grant_type=client_credentials&scope="
          + URLEncoder.encode("readings:write readings:read", StandardCharsets.UTF_8);

  private final Gateway gateway;
  private final DeviceKey key;
  private final Clock clock;

  private String token = "";
  private Instant renewAt = Instant.MIN;

  DeviceToken(Gateway gateway, DeviceKey key, Clock clock) {
    this.gateway = gateway;
    this.key = key;
    this.clock = clock;
  }

  /** Whether the key still gets a token; other failures are told by exception. */
  boolean isAccepted() throws InterruptedException {
    return fetch().statusCode() == 200;
  }

  String current() throws InterruptedException {
    if (clock.instant().isBefore(renewAt)) {
      return token;
    }
    var response = fetch();
    if (response.statusCode() != 200) {
      throw new DemoFailedException(
          "no token for " + key.clientId() + ": " + Gateway.describe(response));
    }
    return token;
  }

  /** The platform no longer takes the token that it was given. */
  void drop() {
    renewAt = Instant.MIN;
  }

  private HttpResponse<String> fetch() throws InterruptedException {
    String credentials = key.clientId() + ":" + key.apiKey();
    var response =
        gateway.send(
            gateway
                .request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(FORM))
                .build());
    if (response.statusCode() == 200) {
      JsonNode body = Gateway.JSON.readTree(response.body());
      token = body.path("access_token").asString("");
      Duration lifetime = Duration.ofSeconds(body.path("expires_in").asLong(0));
      renewAt = clock.instant().plus(lifetime).minus(RENEW_BEFORE);
    }
    return response;
  }
}
