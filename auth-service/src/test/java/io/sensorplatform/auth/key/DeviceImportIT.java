package io.sensorplatform.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.SharedServer;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class DeviceImportIT {

  private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @Test
  void createsADeviceWithAKeyForEachLineOfACsv() {
    List<JsonNode> results =
        results(
            csv(
                """
                name,sensors,tenant
                Presse 1,plant1/press1/,
                "Presse, 2",plant1/press2/ plant1/hall;plant2/,acme
                """));

    assertThat(results).hasSize(3);
    JsonNode first = results.get(0);
    assertThat(first.path("line").asInt()).isEqualTo(2);
    assertThat(first.path("status").asString()).isEqualTo("created");
    assertThat(first.path("name").asString()).isEqualTo("Presse 1");
    assertThat(
            server
                .token(first.path("clientId").asString(), first.path("apiKey").asString(), GRANT)
                .status())
        .isEqualTo(200);
    JsonNode second =
        server
            .get("/v1/devices/" + results.get(1).path("clientId").asString(), SHARED.operator())
            .json();
    assertThat(second.path("name").asString()).isEqualTo("Presse, 2");
    assertThat(second.path("tenant").asString()).isEqualTo("acme");
    assertThat(second.path("sensors").toString())
        .isEqualTo("[\"plant1/press2/\",\"plant1/hall\",\"plant2/\"]");
    assertThat(second.path("liveKeys").asInt()).isEqualTo(1);
    assertThat(results.get(2).toString())
        .isEqualTo("{\"status\":\"done\",\"lines\":2,\"created\":2,\"failed\":0}");
  }

  @Test
  void tellsOfEachLineWhatIsWrongAndCreatesTheOthers() {
    List<JsonNode> results =
        results(
            ndjson(
                """
                {"name":"line 1","sensors":["a/"]}

                {"name":"line 1","sensors":["b/"]}
                {"name":"","sensors":["a/"]}
                {"name":"line 5","sensors":["/a"]}
                {"name":"\\ud800","sensors":["a"]}
                {"name":"line 7","sensor":["a"]}
                not json
                null
                {"name":"line 10","sensors":["a/"],"tenant":"a/b"}
                {"name":"x'); drop table device; --","sensors":["a/"]}
                """));

    assertThat(results.subList(0, results.size() - 1))
        .extracting(
            result -> result.path("line").asInt(),
            result -> result.path("status").asString(),
            result -> result.path("code").asString(""))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "created", ""),
            org.assertj.core.groups.Tuple.tuple(3, "failed", "device-exists"),
            org.assertj.core.groups.Tuple.tuple(4, "failed", "request-invalid"),
            org.assertj.core.groups.Tuple.tuple(5, "failed", "request-invalid"),
            org.assertj.core.groups.Tuple.tuple(6, "failed", "request-invalid"),
            org.assertj.core.groups.Tuple.tuple(7, "failed", "malformed-json"),
            org.assertj.core.groups.Tuple.tuple(8, "failed", "malformed-json"),
            org.assertj.core.groups.Tuple.tuple(9, "failed", "malformed-json"),
            org.assertj.core.groups.Tuple.tuple(10, "failed", "request-invalid"),
            org.assertj.core.groups.Tuple.tuple(11, "created", ""));
    assertThat(results.getLast().path("created").asInt()).isEqualTo(2);
    assertThat(results.getLast().path("failed").asInt()).isEqualTo(8);
    assertThat(results.get(1).path("retryable").asBoolean(true)).isFalse();
  }

  @Test
  void takesTenThousandDevicesAndNoMore() {
    String all = lines("many", 10_000);

    List<JsonNode> results = results(ndjson(all));

    assertThat(results).hasSize(10_001);
    assertThat(results.getLast().path("created").asInt()).isEqualTo(10_000);
    assertThat(AuthServer.query("select count(*) from device where name like 'many %'"))
        .containsExactly("10000");
    assertThat(
            AuthServer.query(
                "select count(*) from audit where what = 'device.create' and detail like 'name: many %'"))
        .containsExactly("10000");

    Answer refused = ndjson(all + "{\"name\":\"one more\",\"sensors\":[\"a\"]}\n");
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.code()).isEqualTo("body-too-large");
  }

  @Test
  void createsEachDeviceOnceHoweverManyImportIt() throws Exception {
    String all = lines("race", 300);
    Callable<List<JsonNode>> work = () -> results(ndjson(all));

    int created = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<JsonNode>> results : threads.invokeAll(Collections.nCopies(4, work))) {
        created += results.get().getLast().path("created").asInt();
        assertThat(results.get().subList(0, 300))
            .allMatch(result ->
                result.path("status").asString().equals("created")
                    || result.path("code").asString().equals("device-exists"));
      }
    }

    assertThat(created).isEqualTo(300);
  }

  @Test
  void refusesWhatIsNoImport() {
    assertProblem(csv("name;sensors\na;b\n"), 422, "request-invalid");
    assertProblem(csv("name,sensors,password\na,b,c\n"), 422, "request-invalid");
    assertProblem(csv("name,name,sensors\na,b,c\n"), 422, "request-invalid");
    assertProblem(csv("name,sensors\n"), 422, "request-invalid");
    assertProblem(csv("name,sensors\n\"a,b\n"), 400, "malformed-request");
    assertProblem(csv("name,sensors\n\"a\"b,c\n"), 400, "malformed-request");
    assertProblem(csv(""), 422, "request-invalid");
    assertProblem(ndjson("\n\n"), 422, "request-invalid");
    assertProblem(send("application/json", "{}"), 415, "unsupported-media-type");
    assertProblem(
        post(
            "application/x-ndjson",
            SHARED.operator(),
            new String(new byte[] {'"', (byte) 0xff, '"'}, StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1)),
        400,
        "malformed-request");
    assertProblem(ndjson(" ".repeat(8 << 20) + "{}"), 413, "body-too-large");
    assertThat(results(csv("name,sensors\na\n")).getFirst().path("status").asString())
        .isEqualTo("failed");
  }

  @Test
  void isForOperatorsWithTheScopeAndTheirOwnTenantOnly() {
    byte[] line = "{\"name\":\"mine\",\"sensors\":[\"a\"]}".getBytes(StandardCharsets.UTF_8);
    String viewer = server.operatorToken("operations");
    assertProblem(post("application/x-ndjson", viewer, line), 403, "scope-missing");

    AuthServer.sql("update operator set platform_admin = false");
    try {
      List<JsonNode> results =
          results(ndjson("{\"name\":\"theirs\",\"sensors\":[\"a\"],\"tenant\":\"theirs\"}"));
      assertThat(results.getFirst().path("code").asString()).isEqualTo("tenant-not-allowed");
      assertThat(AuthServer.query("select name from device where tenant = 'theirs'")).isEmpty();
    } finally {
      AuthServer.sql("update operator set platform_admin = true");
    }
  }

  private static String lines(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"name\":\"%s %d\",\"sensors\":[\"plant/%d/\"]}\n".formatted(name, i, i))
        .collect(Collectors.joining());
  }

  private Answer csv(String body) {
    return send("text/csv", body);
  }

  private Answer ndjson(String body) {
    return send("application/x-ndjson", body);
  }

  private Answer send(String type, String body) {
    return post(type, SHARED.operator(), body.getBytes(StandardCharsets.UTF_8));
  }

  private Answer post(String type, String token, byte[] body) {
    return AuthServer.send(
        HttpRequest.newBuilder(server.uri("/v1/devices/import"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private static List<JsonNode> results(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return answer.text().lines().map(AuthServer.JSON::readTree).toList();
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }
}
