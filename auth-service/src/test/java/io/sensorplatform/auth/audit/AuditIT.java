package io.sensorplatform.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.OperatorSignIn;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditIT {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @AfterEach
  void theChainHolds() {
    JsonNode verdict = verify("");
    assertThat(verdict.path("intact").asBoolean()).as(verdict.toString()).isTrue();
    assertThat(verdict.path("verified").asLong()).isPositive();
  }

  @Test
  void holdsWhatGatewaysRefused() {
    NewDevice device = SHARED.device("a/");
    String attempts =
        """
        [{"who":"%s","address":"203.0.113.8","call":"POST /v1/readings","why":"token-revoked",
          "traceId":"0af7651916cd43dd8448eb211c80319c","count":7},
         {"who":"nobody","address":"no address\\n","call":"GET /v1/none","why":"wrong","count":1},
         {}]\
        """
            .formatted(device.clientId());

    Answer taken =
        AuthServer.send(
            HttpRequest.newBuilder(server.managementUri("/actuator/refusals"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        JsonMapper.shared().writeValueAsString(Map.of("attempts", attempts)))));

    assertThat(taken.json().path("taken").asInt()).as(taken.response().body()).isEqualTo(3);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(
                    AuthServer.query(
                        """
                        select concat_ws(' ', who, address, object, detail, count, trace_id)
                        from audit where what = 'api.call' and detail <> '401' order by seq\
                        """))
                .contains(
                    device.clientId()
                        + " 203.0.113.8 POST /v1/readings token-revoked 7"
                        + " 0af7651916cd43dd8448eb211c80319c",
                    "(unknown) GET /v1/none wrong 1"));
    assertThat(server.get("/actuator/refusals", SHARED.operator()).status()).isEqualTo(404);
  }

  @Test
  void saysWhoDidWhatToWhatFromWhere() {
    Answer created =
        AuthServer.send(
            HttpRequest.newBuilder(server.uri("/v1/devices"))
                .header("Authorization", "Bearer " + SHARED.operator())
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", "203.0.113.7")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"heard\",\"sensors\":[\"a/\",\"b/\"]}")));
    String clientId = created.json().path("clientId").asString();

    JsonNode row = items("object=" + clientId).getFirst();

    assertThat(row.path("who").asString()).isEqualTo(AuthServer.OPERATOR);
    assertThat(row.path("address").asString()).isEqualTo("203.0.113.7");
    assertThat(row.path("what").asString()).isEqualTo("device.create");
    assertThat(row.path("object").asString()).isEqualTo(clientId);
    assertThat(row.path("tenant").asString()).isEqualTo("default");
    assertThat(row.path("result").asString()).isEqualTo("done");
    assertThat(row.path("detail").asString()).isEqualTo("name: heard; sensors: a/ b/");
    assertThat(row.path("count").asLong()).isEqualTo(1);
    assertThat(row.path("traceId").asString()).matches("[0-9a-f]{32}");
    assertThat(row.path("hash").asString()).matches("[0-9a-f]{64}");
    assertThat(Instant.parse(row.path("at").asString()))
        .isBetween(Instant.now().minusSeconds(30), Instant.now());
  }

  @Test
  void beginsWithTheFirstOperatorWhomThePlatformItselfMade() {
    JsonNode row = items("what=operator.create&object=" + AuthServer.OPERATOR).getFirst();

    assertThat(row.path("who").asString()).isEqualTo("platform");
    assertThat(row.path("address").isNull()).isTrue();
  }

  @Test
  void holdsNoSecret() {
    NewDevice device = SHARED.device("a");
    server.token(device.clientId(), device.apiKey() + "x", Map.of());
    new OperatorSignIn(server.uri("")).signIn("my secret password", "x", "operations");

    awaitRefused("who=(unknown)&what=operator.sign-in");
    assertThat(AuthServer.query("select audit::text from audit"))
        .isNotEmpty()
        .noneMatch(row -> row.contains(device.apiKey().substring(17)))
        .noneMatch(row -> row.contains("my secret password"))
        .noneMatch(row -> row.contains(AuthServer.PASSWORD));
  }

  @Test
  void tellsWhoWasRefusedATokenAndHowOften() {
    NewDevice device = SHARED.device("a");
    SHARED
        .get()
        .delete(
            "/v1/devices/%s/keys/%s".formatted(device.clientId(), device.keyId()),
            SHARED.operator());
    for (int i = 0; i < 30; i++) {
      server.token(device.clientId(), device.apiKey(), Map.of("grant_type", "client_credentials"));
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          List<JsonNode> rows = items("who=" + device.clientId());
          assertThat(rows.stream().mapToLong(row -> row.path("count").asLong()).sum())
              .isEqualTo(30);
          assertThat(rows).hasSizeLessThan(5);
          assertThat(rows.getFirst().path("what").asString()).isEqualTo("token.get");
          assertThat(rows.getFirst().path("detail").asString()).isEqualTo("key-revoked");
          assertThat(rows.getFirst().path("tenant").asString()).isEqualTo("default");
        });
  }

  @Test
  void tellsWhoFailedToSignInAndWhoDid() {
    var signIn = new OperatorSignIn(server.uri(""));
    signIn.signIn(AuthServer.OPERATOR, "wrong", "operations");
    new OperatorSignIn(server.uri("")).accessToken(AuthServer.OPERATOR, AuthServer.PASSWORD);

    awaitRefused("what=operator.sign-in&who=" + AuthServer.OPERATOR);
    assertThat(items("what=operator.sign-in&result=done&who=" + AuthServer.OPERATOR)).isNotEmpty();
  }

  @Test
  void tellsWhoWasKeptFromAnothersDevicesAndFromCalls() {
    String foreign =
        server
            .post(
                "/v1/devices",
                SHARED.operator(),
                "{\"name\":\"theirs\",\"sensors\":[\"a\"],\"tenant\":\"theirs\"}")
            .json()
            .path("clientId")
            .asString();
    AuthServer.sql("update operator set platform_admin = false");
    try {
      server.get("/v1/devices/" + foreign, SHARED.operator());
    } finally {
      AuthServer.sql("update operator set platform_admin = true");
    }
    String viewer = server.operatorToken("operations");
    server.delete("/v1/devices/" + foreign, viewer);
    server.get("/v1/devices", "forged");

    awaitRefused("what=device.access&object=" + foreign);
    awaitRefused("what=api.call&object=DELETE%20/v1/devices/" + foreign + "&who=ada");
    awaitRefused("what=api.call&who=(unknown)&object=GET%20/v1/devices");
  }

  @Test
  void isOneChainHoweverManyActAtOnceAndHowever() throws Exception {
    Callable<Integer> act =
        () -> {
          NewDevice device = SHARED.device("a");
          return server.delete("/v1/devices/" + device.clientId(), SHARED.operator()).status();
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(Collections.nCopies(20, act))) {
        assertThat(done.get()).isEqualTo(204);
      }
    }

    assertThat(verify("").path("intact").asBoolean()).isTrue();
    assertThat(AuthServer.query("select count(*) = max(seq) from audit")).containsExactly("t");
  }

  @Test
  void writesNothingDownOfWhatWasNotDone() {
    SHARED.device("a");
    String done = "select count(*) from audit where result = 'done'";
    List<String> before = AuthServer.query(done);

    server.post("/v1/devices", SHARED.operator(), "{\"name\":\"x\",\"sensors\":[]}");
    String name = AuthServer.query("select name from device limit 1").getFirst();
    server.post(
        "/v1/devices",
        SHARED.operator(),
        "{\"name\":\"%s\",\"sensors\":[\"a\"],\"tenant\":\"default\"}".formatted(name));

    assertThat(AuthServer.query(done)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit set who = 'mallory'",
        "delete from audit",
        "truncate audit",
        "delete from audit_head",
        "truncate audit_head",
        "update audit_head set seq = seq - 1",
      })
  void canOnlyBeAddedTo(String statement) {
    SHARED.device("a");

    assertThatThrownBy(() -> AuthServer.sql(statement)).hasStackTraceContaining("append-only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit set who = 'mallory' where seq = 3",
        "update audit set detail = null where seq = 3",
        "update audit set at = at + interval '1 microsecond' where seq = 3",
        "update audit set count = count + 1 where seq = 3",
        "update audit set hash = sha256('x') where seq = 3",
        "delete from audit where seq = 3",
      })
  void namesTheFirstRowThatIsNotAsItWasWritten(String forgery) {
    SHARED.device("a");
    SHARED.device("a");
    AuthServer.sql("create table if not exists saved (like audit)");
    AuthServer.sql("insert into saved select * from audit where seq = 3");
    withoutTriggers(forgery);
    try {
      JsonNode verdict = verify("");

      assertThat(verdict.path("intact").asBoolean()).isFalse();
      assertThat(verdict.at("/broken/seq").asLong()).isEqualTo(3);
      assertThat(verdict.path("verified").asLong()).isEqualTo(2);
      assertThat(verdict.path("next").isNull()).isTrue();
      assertThat(verify("?from=3").path("intact").asBoolean()).isFalse();
    } finally {
      withoutTriggers("delete from audit where seq = 3");
      withoutTriggers("insert into audit select * from saved");
      AuthServer.sql("drop table saved");
    }
  }

  @Test
  void missesRowsThatWereCutOffItsEnd() {
    SHARED.device("a");
    long last = lastSeq();
    AuthServer.sql("create table saved as select * from audit where seq = " + last);
    withoutTriggers("delete from audit where seq = " + last);
    try {
      assertThat(verify("").at("/broken/seq").asLong()).isEqualTo(last);
    } finally {
      withoutTriggers("insert into audit select * from saved");
      AuthServer.sql("drop table saved");
    }
  }

  @Test
  void isReadInPagesTheNewestFirst() {
    for (int i = 0; i < 3; i++) {
      SHARED.device("a");
    }
    List<Long> listed = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          server.get("/v1/audit?what=device.&limit=2" + cursor, SHARED.operator()).json();
      page.path("items").forEach(row -> listed.add(row.path("seq").asLong()));
      cursor = "&cursor=" + page.path("nextCursor").asString("");
    } while (!cursor.equals("&cursor="));

    assertThat(listed).isSortedAccordingTo(Collections.reverseOrder()).doesNotHaveDuplicates();
    assertThat(listed.stream().map(String::valueOf))
        .containsExactlyElementsOf(
            AuthServer.query("select seq from audit where what like 'device.%' order by seq desc"));
  }

  @Test
  void isFilteredByTime() {
    NewDevice device = SHARED.device("a");
    String of = "object=" + device.clientId();
    Instant now = Instant.now();

    assertThat(items(of + "&from=" + now.minusSeconds(60) + "&to=" + now.plusSeconds(60)))
        .hasSize(2);
    assertThat(items(of + "&from=" + now.plusSeconds(60))).isEmpty();
    assertThat(items(of + "&to=" + now.minusSeconds(60))).isEmpty();
  }

  @Test
  void showsAnotherTenantsToPlatformAdministratorsOnly() {
    server.post(
        "/v1/devices",
        SHARED.operator(),
        "{\"name\":\"hers\",\"sensors\":[\"a\"],\"tenant\":\"hers\"}");
    assertThat(items("tenant=hers")).isNotEmpty();
    String own = server.operatorToken("operations");

    assertThat(server.get("/v1/audit?tenant=hers", own).code()).isEqualTo("tenant-not-allowed");
    JsonNode mine = server.get("/v1/audit?limit=1000", own).json().path("items");
    assertThat(mine)
        .isNotEmpty()
        .allMatch(row -> row.path("tenant").asString("").equals("default"));
    String without = server.operatorToken("devices:admin");
    assertThat(server.get("/v1/audit", without).code()).isEqualTo("scope-missing");
    assertThat(server.get("/v1/audit/verification", without).code()).isEqualTo("scope-missing");
    assertThat(server.get("/v1/audit").code()).isEqualTo("token-missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=x",
        "cursor=x",
        "cursor=%25",
        "result=maybe",
        "from=yesterday",
        "to=-1000000-01-01T00:00:00Z",
        "from=%2B999999999-01-01T00:00:00Z",
        "who=",
        "who=%00",
        "object=%0a",
      })
  void refusesWrongParameters(String query) {
    Answer answer = server.get("/v1/audit?" + query, SHARED.operator());

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid-parameter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"who='%20or%201=1%20--", "object=%25", "what=device_", "who=" + "x"})
  void takesInjectedTextAsText(String query) {
    assertThat(items(query)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"from=0", "from=x", "from=99999999999999999999"})
  void refusesAWrongPlaceToVerifyFrom(String query) {
    assertThat(server.get("/v1/audit/verification?" + query, SHARED.operator()).code())
        .isEqualTo("invalid-parameter");
  }

  private void awaitRefused(String query) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(items(query + "&result=refused")).isNotEmpty());
  }

  private List<JsonNode> items(String query) {
    Answer answer = server.get("/v1/audit?" + query, SHARED.operator());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return StreamSupport.stream(answer.json().path("items").spliterator(), false).toList();
  }

  private JsonNode verify(String query) {
    return server.get("/v1/audit/verification" + query, SHARED.operator()).json();
  }

  private static long lastSeq() {
    return Long.parseLong(AuthServer.query("select max(seq) from audit").getFirst());
  }

  /** As somebody could who owns the tables. */
  private static void withoutTriggers(String statement) {
    AuthServer.sql(
        "alter table audit disable trigger all", statement, "alter table audit enable trigger all");
  }
}
