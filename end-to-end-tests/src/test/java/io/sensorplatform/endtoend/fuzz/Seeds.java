package io.sensorplatform.endtoend.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.fuzz.Request.Field;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Proper requests to every part of the API, which mutations start from. */
final class Seeds {

  private static final String READING =
      "{\"sensorId\":\"fuzz/a\",\"observedAt\":\"%s\",\"value\":21.4,\"unit\":\"Cel\"}"
          .formatted(Instant.now());

  private final List<Request> requests = new ArrayList<>();
  private final String host;
  private final String token;

  Seeds(String host, String token) throws IOException {
    this.host = host;
    this.token = token;
    // Ingest is what most callers do, and the longest way in.
    for (int i = 0; i < 4; i++) {
      post("/v1/readings", "application/json", READING.getBytes(UTF_8));
      post(
          "/v1/readings",
          "application/json",
          ("[" + READING + "," + READING + "]").getBytes(UTF_8));
      post(
          "/v1/readings",
          "application/x-ndjson",
          (READING + "\n" + READING + "\n").getBytes(UTF_8));
      post(
          "/v1/readings",
          "application/json",
          Api.gzip(("[" + READING + "]").getBytes(UTF_8)),
          new Field("Content-Encoding", "gzip"));
      post(
          "/v1/readings",
          "application/json",
          READING.getBytes(UTF_8),
          new Field("Idempotency-Key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""));
    }
    get("/v1/sensors/fuzz%2Fa/latest");
    get(
        "/v1/sensors/fuzz%2Fa/readings?from=2026-11-21T10%3A00%3A00Z&to=2026-11-22T10%3A00%3A00Z&order=desc&limit=10");
    get("/v1/sensors/fuzz%2Fa/aggregates?bucket=PT1M&functions=avg,min,max,count");
    get("/v1/sensors?prefix=fuzz&limit=10&fields=id");
    get("/v1/dead-letters?limit=10&reason=undecodable");
    get("/v1/ledger?from=2026-11-21T10:00:00Z");
    get("/v1/traces/readings/fuzz%2Fa/2026-11-21T10:15:30.123456Z");
    get("/v1/archive/objects?limit=1");
    get("/v1/devices?limit=10&cursor=x");
    get("/v1/audit?limit=10");
    get("/v1/operators");
    get("/v1/signing-keys");
    get("/v1/openapi");
    get("/problems/rate-limited");
    get("/");
    get("/.well-known/oauth-authorization-server");
    get(
        "/oauth2/authorize?response_type=code&client_id=platform-cli&state=s&code_challenge=x&code_challenge_method=S256");
    post(
        "/v1/devices",
        "application/json",
        "{\"name\":\"a\",\"sensors\":[\"fuzz/\"]}".getBytes(UTF_8));
    post("/v1/devices/x/keys", "application/json", "{}".getBytes(UTF_8));
    post("/v1/dead-letters/1/replay", "application/json", "{}".getBytes(UTF_8));
    post(
        "/oauth2/token",
        "application/x-www-form-urlencoded",
        "grant_type=client_credentials&scope=readings%3Awrite".getBytes(UTF_8));
    post("/oauth2/revoke", "application/x-www-form-urlencoded", "token=x".getBytes(UTF_8));
    post("/login", "application/x-www-form-urlencoded", "username=a&password=b".getBytes(UTF_8));
  }

  List<Request> requests() {
    return requests;
  }

  private void get(String target) {
    requests.add(new Request("GET", target, fields(), new byte[0]));
  }

  private void post(String target, String type, byte[] body, Field... more) {
    List<Field> fields = new ArrayList<>(fields());
    fields.add(new Field("Content-Type", type));
    fields.addAll(List.of(more));
    requests.add(new Request("POST", target, fields, body));
  }

  private List<Field> fields() {
    return List.of(
        new Field("Host", host),
        new Field("Authorization", "Bearer " + token),
        new Field("Accept", "application/json"));
  }
}
