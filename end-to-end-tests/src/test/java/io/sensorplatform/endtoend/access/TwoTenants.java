package io.sensorplatform.endtoend.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.ForeignProducer;
import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.Row;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two tenants on one platform, with a caller of each kind in both, and one object of each kind that
 * is the first tenant's.
 */
final class TwoTenants {

  /** In every name of the first tenant: nothing that the second is told may hold it. */
  static final String MARK = "alphatenant";

  static final String OTHER = "betatenant";

  private static final String SENSOR = MARK + "/t1";
  private static final Instant OBSERVED = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Set<String> VIEWER = Set.of("readings:read");
  private static final Set<String> OPERATOR =
      Set.of("readings:read", "sensors:admin", "operations");
  private static final Set<String> ADMIN =
      Set.of("readings:read", "sensors:admin", "operations", "devices:admin");
  private static final Set<String> PLATFORM =
      Set.of("readings:read", "sensors:admin", "operations", "devices:admin", "platform:admin");
  private static final Set<String> DEVICE = Set.of("readings:write", "readings:read");

  private final Platform platform;
  private final String gateway;
  private final List<Caller> callers = new ArrayList<>();
  private final Map<String, String> objects = new LinkedHashMap<>();
  private final Caller platformAdmin;

  TwoTenants(Platform platform) throws Exception {
    this.platform = platform;
    this.gateway = platform.gateway();
    platformAdmin =
        new Caller(
            "administrator of the platform",
            "default",
            PLATFORM,
            platform.run("token", "operator").succeeded().out().trim());
    callers.add(new Caller("nobody", "", Set.of(), null));
    callers.add(platformAdmin);
    for (String tenant : List.of(MARK, OTHER)) {
      callers.add(operator(tenant, "viewer", VIEWER));
      callers.add(operator(tenant, "operator", OPERATOR));
      callers.add(operator(tenant, "admin", ADMIN));
      callers.add(device(tenant, tenant + "/"));
    }
    makeObjects();
  }

  List<Caller> callers() {
    return callers;
  }

  Caller platformAdmin() {
    return platformAdmin;
  }

  /** The first tenant's object for a parameter of a path. */
  String object(String path, String parameter) {
    String key =
        parameter.equals("id") ? (path.contains("/replays/") ? "replay" : "letter") : parameter;
    String value = objects.get(key);
    if (value == null) {
      throw new AssertionError(
          "%s: no object for {%s}; make one in TwoTenants".formatted(path, parameter));
    }
    return value;
  }

  private Caller operator(String tenant, String role, Set<String> scopes) throws Exception {
    String username = tenant + "-" + role;
    String password = UUID.randomUUID().toString();
    HttpResponse<String> made =
        platformAdmin.call(
            gateway,
            "POST",
            "/v1/operators",
            Map.of(),
            "application/json",
            JsonMapper.shared()
                .writeValueAsString(
                    Map.of(
                        "username", username,
                        "password", password,
                        "tenant", tenant,
                        "role", role)));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String token =
        new SignIn(gateway)
            .tokens(username, password, String.join(" ", scopes))
            .at("/access_token")
            .asString();
    return new Caller(role + " of " + tenant, tenant, scopes, token);
  }

  private Caller device(String tenant, String prefix) {
    String name = tenant + "-device";
    platform.device(name, tenant, prefix);
    String token = platform.run("token", name).succeeded().out().trim();
    return new Caller("device of " + tenant, tenant, DEVICE, token);
  }

  private void makeObjects() throws Exception {
    Api device = platform.api(MARK + "-device", MARK, MARK + "/");
    var row = new Row(SENSOR, OBSERVED, 7);
    assertThat(device.post(row.json()).statusCode()).isEqualTo(202);
    objects.put("sensorId", SENSOR);
    objects.put("observedAt", OBSERVED.toString());
    var known = platform.device(MARK + "-device", MARK, MARK + "/");
    objects.put("clientId", known.clientId());
    objects.put(
        "keyId", get("/v1/devices/" + known.clientId() + "/keys").at("/items/0/keyId").asString());
    objects.put("username", MARK + "-viewer");
    // So far ahead that it can never be stored.
    var never = new Row(SENSOR, OBSERVED.plus(400, ChronoUnit.DAYS), 1.5);
    ForeignProducer.send(platform, MARK, never, null);
    String letter =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> get("/v1/dead-letters?tenant=" + MARK).at("/items/0/id").asString(""),
                id -> !id.isEmpty());
    objects.put("letter", letter);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> device.get("/v1/sensors/" + SENSOR + "/latest").statusCode() == 200);
    objects.put(
        "replay",
        post(
                "operator of " + MARK,
                "/v1/dead-letters/replays",
                "{\"ids\":[%s],\"dryRun\":true}".formatted(letter))
            .at("/id")
            .asString());
    objects.put(
        "webhookId",
        post(
                "admin of " + MARK,
                "/v1/webhooks",
                "{\"url\":\"https://%s.example/\",\"disabled\":true}".formatted(MARK))
            .at("/webhookId")
            .asString());
    objects.put(
        "sessionId", get(caller("viewer of " + MARK), "/v1/sessions").at("/items/0/id").asString());
    objects.put("kid", get("/v1/signing-keys").at("/items/0/kid").asString());
  }

  private Caller caller(String name) {
    return callers.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private JsonNode post(String name, String path, String body) throws Exception {
    HttpResponse<String> answer =
        caller(name).call(gateway, "POST", path, Map.of(), "application/json", body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return Api.json(answer);
  }

  private JsonNode get(String path) throws Exception {
    return get(platformAdmin, path);
  }

  private JsonNode get(Caller caller, String path) throws Exception {
    HttpResponse<String> answer = caller.call(gateway, "GET", path, Map.of(), null, null);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Api.json(answer);
  }
}
