package io.sensorplatform.local.demo;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Registers the demo's devices as any operator would, through {@code /v1/devices}. A device of an
 * earlier run is used again with the key it got then; if that key is gone or no longer accepted, it
 * gets a new one.
 */
final class Fleet {
  private final Gateway gateway;
  private final String tenant;
  private final Supplier<String> operatorToken;
  private final KeyFile keys;
  private final Clock clock;

  /**
   * A device that may send.
   *
   * @param how what had to be done, for people
   */
  record Member(String name, String clientId, String how, DeviceToken token) {}

  Fleet(Gateway gateway, String tenant, Supplier<String> operatorToken, KeyFile keys, Clock clock) {
    this.gateway = gateway;
    this.tenant = tenant;
    this.operatorToken = operatorToken;
    this.keys = keys;
    this.clock = clock;
  }

  Member enlist(String name, String prefix) throws InterruptedException {
    DeviceKey known = keys.find(name).orElse(null);
    if (known != null) {
      var token = new DeviceToken(gateway, known, clock);
      if (token.isAccepted()) {
        return new Member(name, known.clientId(), "known from an earlier run", token);
      }
    }
    String clientId = find(name);
    String how = "had lost its key, got a new one";
    if (clientId.isEmpty()) {
      clientId = create(name, prefix);
      how = "registered";
    }
    DeviceKey key = new DeviceKey(clientId, newKey(clientId));
    keys.keep(name, key);
    return new Member(name, clientId, how, new DeviceToken(gateway, key, clock));
  }

  /** The client id of the device with this name, or nothing. */
  private String find(String name) throws InterruptedException {
    String query =
        "?tenant=%s&name=%s"
            .formatted(
                URLEncoder.encode(tenant, StandardCharsets.UTF_8),
                URLEncoder.encode(name, StandardCharsets.UTF_8));
    JsonNode page = gateway.sendForJson(asOperator("/v1/devices" + query).GET().build());
    for (JsonNode device : page.path("items")) {
      if (device.path("name").asString("").equals(name)) {
        return device.path("clientId").asString("");
      }
    }
    return "";
  }

  private String create(String name, String prefix) throws InterruptedException {
    byte[] body =
        Gateway.JSON.writeValueAsBytes(
            Map.of("name", name, "sensors", List.of(prefix), "tenant", tenant));
    JsonNode device =
        gateway.sendForJson(
            asOperator("/v1/devices")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    return device.path("clientId").asString("");
  }

  private String newKey(String clientId) throws InterruptedException {
    JsonNode key =
        gateway.sendForJson(
            asOperator("/v1/devices/" + clientId + "/keys")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    return key.path("apiKey").asString("");
  }

  private HttpRequest.Builder asOperator(String path) {
    return gateway.request(path).header("Authorization", "Bearer " + operatorToken.get());
  }
}
