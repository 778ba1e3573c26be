package io.sensorplatform.auth.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class WebhookIT {

  @RegisterExtension
  static final SharedServer SHARED =
      new SharedServer(() ->
          List.of(
              "--platform.auth.webhooks.allow-http=true",
              "--platform.auth.webhooks.allow-private-addresses=true",
              "--platform.auth.webhooks.interval=100ms",
              "--platform.auth.webhooks.retries=200ms,200ms",
              "--platform.auth.webhooks.timeout=1s",
              "--platform.auth.webhooks.max-per-tenant=3"));

  record Call(Map<String, String> headers, String body) {
    JsonNode json() {
      return AuthServer.JSON.readTree(body);
    }
  }

  private static final List<Call> CALLS = new CopyOnWriteArrayList<>();
  private static volatile List<Integer> answers = List.of();
  private static HttpServer receiver;

  private final AuthServer server = SHARED.get();

  @BeforeAll
  static void receive() throws Exception {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          CALLS.add(
              new Call(
                  Map.of(
                      "id", exchange.getRequestHeaders().getFirst("webhook-id"),
                      "time", exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                      "signature", exchange.getRequestHeaders().getFirst("webhook-signature")),
                  body));
          int number = CALLS.size() - 1;
          exchange.sendResponseHeaders(number < answers.size() ? answers.get(number) : 204, -1);
          exchange.close();
        });
    receiver.createContext("/silent", exchange -> exchange.getRequestBody().readAllBytes());
    receiver.createContext(
        "/elsewhere",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/hook");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterAll
  static void end() {
    receiver.stop(0);
  }

  @AfterEach
  void none() {
    AuthServer.sql("delete from webhook", "delete from device");
    answers = List.of();
    CALLS.clear();
  }

  @Test
  void aKeyThatExpiresIsToldSignedAndOnce() throws Exception {
    JsonNode hook = create("/hook", "\"key.expiring\"", "\"key.expired\"");
    NewDevice device = SHARED.device("a");
    expiresIn(device, "6 days");

    Call expiring = awaitCalls(1).getFirst();
    assertThat(expiring.json().path("type").asString()).isEqualTo("key.expiring");
    assertThat(expiring.json().path("timestamp").asString()).isNotEmpty();
    JsonNode data = expiring.json().path("data");
    assertThat(data.path("clientId").asString()).isEqualTo(device.clientId());
    assertThat(data.path("keyId").asString()).isEqualTo(device.keyId());
    assertThat(data.path("withinDays").asInt()).isEqualTo(7);
    assertThat(data.path("expiresAt").asString()).isNotEmpty();
    assertThat(expiring.headers().get("signature"))
        .isEqualTo(signature(expiring, hook.path("secret").asString()));
    assertThat(Math.abs(Long.parseLong(expiring.headers().get("time")) - epochSecond()))
        .isLessThan(60);

    expiresIn(device, "-1 seconds");
    Call expired = awaitCalls(2).getLast();
    assertThat(expired.json().path("type").asString()).isEqualTo("key.expired");
    // What a webhook did not ask for it is not told.
    server.patch("/v1/devices/" + device.clientId(), SHARED.operator(), "*", "{\"disabled\":true}");
    await().during(Duration.ofSeconds(1)).until(() -> CALLS.size() == 2);
  }

  @Test
  void aDeviceThatIsDisabledOrDeletedIsTold() {
    create("/hook");
    NewDevice device = SHARED.device("a");
    server.patch("/v1/devices/" + device.clientId(), SHARED.operator(), "*", "{\"disabled\":true}");
    assertThat(awaitCalls(1).getFirst().json().path("type").asString())
        .isEqualTo("device.disabled");
    server.delete("/v1/devices/" + device.clientId(), SHARED.operator());
    assertThat(awaitCalls(2).getLast().json().path("type").asString()).isEqualTo("device.deleted");
  }

  @Test
  void anAttemptThatFailsIsRepeatedWithTheSameIdUntilItSucceeds() {
    JsonNode hook = create("/hook");
    answers = List.of(500, 302);
    double before = counted("delivered");

    String id = test(hook);

    List<Call> calls = awaitCalls(3);
    assertThat(calls).extracting(call -> call.headers().get("id")).containsOnly(id);
    JsonNode delivery = awaitState(hook, "delivered");
    assertThat(delivery.path("deliveryId").asString()).isEqualTo(id);
    assertThat(delivery.path("event").asString()).isEqualTo("webhook.test");
    assertThat(delivery.path("attempts").asInt()).isEqualTo(3);
    assertThat(delivery.path("outcome").asString()).isEqualTo("204");
    assertThat(delivery.path("nextAttemptAt").isNull()).isTrue();
    assertThat(counted("delivered")).isEqualTo(before + 1);
  }

  @Test
  void aReceiverThatStaysSilentOrLeadsElsewhereOrIsGoneFailsInTheEnd() {
    JsonNode silent = create("/silent");
    JsonNode elsewhere = create("/elsewhere");
    answers = List.of(410);
    JsonNode gone = create("/hook");
    test(silent);
    test(elsewhere);
    test(gone);

    assertThat(awaitState(silent, "failed").path("outcome").asString())
        .isEqualTo("no answer in time");
    assertThat(awaitState(elsewhere, "failed").path("outcome").asString()).isEqualTo("302");
    JsonNode last = awaitState(gone, "failed");
    assertThat(last.path("outcome").asString()).isEqualTo("410");
    assertThat(last.path("attempts").asInt()).isEqualTo(1);
    assertThat(CALLS).hasSize(1);
  }

  @Test
  void whatAnInstanceLeftUnfinishedIsSentByAnother() {
    JsonNode hook = create("/hook");
    // As if an instance had claimed it and died; its lease is over.
    AuthServer.sql(
        """
        insert into webhook_delivery (delivery_id, webhook_id, event, payload, state, created_at,
          attempts, next_attempt_at)
        values ('msg_left', '%s', 'webhook.test', '{}', 'waiting', now(), 1, now())
        """
            .formatted(hook.path("webhookId").asString()));

    assertThat(awaitCalls(1).getFirst().headers().get("id")).isEqualTo("msg_left");
    assertThat(awaitState(hook, "delivered").path("attempts").asInt()).isEqualTo(2);
  }

  @Test
  void aReplacedSecretSignsForAWhileToo() throws Exception {
    JsonNode hook = create("/hook");
    var answer = server.post(path(hook) + "/secret", SHARED.operator(), "");
    assertThat(answer.status()).isEqualTo(201);
    String secret = answer.json().path("secret").asString();

    test(hook);

    Call call = awaitCalls(1).getFirst();
    assertThat(call.headers().get("signature").split(" "))
        .containsExactly(signature(call, secret), signature(call, hook.path("secret").asString()));
    AuthServer.sql("update webhook set previous_until = now()");
    test(hook);
    assertThat(awaitCalls(2).getLast().headers().get("signature")).doesNotContain(" ");
  }

  @Test
  void theSecretIsToldOnceAndIsNotInTheDatabaseAsItIs() {
    JsonNode hook = create("/hook");
    String secret = hook.path("secret").asString();
    assertThat(secret).startsWith("whsec_").hasSize(6 + 44);

    assertThat(server.get(path(hook), SHARED.operator()).text()).doesNotContain("secret", "whsec");
    assertThat(server.get("/v1/webhooks", SHARED.operator()).text())
        .contains(hook.path("webhookId").asString())
        .doesNotContain("secret", "whsec");
    byte[] bytes = Base64.getDecoder().decode(secret.substring(6));
    assertThat(AuthServer.query("select encode(encrypted_secret, 'hex') from webhook").getFirst())
        .doesNotContain(java.util.HexFormat.of().formatHex(bytes));
    assertThat(AuthServer.query("select row_to_json(audit)::text from audit").toString())
        .contains("webhook.create", "host: 127.0.0.1")
        .doesNotContain("whsec");
  }

  @Test
  void itCanBeChangedDisabledAndDeleted() {
    JsonNode hook = create("/hook");
    var changed =
        server.patch(
            path(hook),
            SHARED.operator(),
            "",
            "{\"events\":[\"key.expired\",\"key.expired\"],\"disabled\":true}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("events").toString()).isEqualTo("[\"key.expired\"]");
    assertThat(changed.json().path("disabled").asBoolean()).isTrue();
    assertThat(changed.json().path("url")).isEqualTo(hook.path("url"));

    assertThat(server.delete(path(hook), SHARED.operator()).status()).isEqualTo(204);
    assertThat(server.get(path(hook), SHARED.operator()).code()).isEqualTo("webhook-not-found");
    assertThat(server.delete(path(hook), SHARED.operator()).status()).isEqualTo(404);
  }

  @Test
  void wrongRequestsAreRefusedWithEverythingThatIsWrong() {
    for (String url :
        List.of(
            "ftp://example.com/",
            "https://",
            "https://user:password@example.com/",
            "https://example.com/#x",
            "https://exa mple.com/",
            "https://example.com/\\u0000",
            "https://ex\\u00e4mple.com/",
            "javascript:alert(1)",
            "https://example.com/" + "x".repeat(2_000))) {
      var answer = server.post("/v1/webhooks", SHARED.operator(), "{\"url\":\"" + url + "\"}");
      assertThat(answer.code()).as(url + answer.text()).isEqualTo("request-invalid");
    }
    var both =
        server.post("/v1/webhooks", SHARED.operator(), "{\"url\":\"\",\"events\":[\"key.*\"]}");
    assertThat(both.json().path("errors").size()).isEqualTo(2);
    for (int i = 0; i < 3; i++) {
      create("/hook");
    }
    assertThat(
            server
                .post("/v1/webhooks", SHARED.operator(), "{\"url\":\"https://example.com/\"}")
                .code())
        .isEqualTo("webhook-limit-reached");
    JsonNode hook = server.get("/v1/webhooks", SHARED.operator()).json().path("items").path(0);
    for (String query : List.of("state=x", "limit=0", "cursor=x", "cursor=msg_'%20or%201=1")) {
      assertThat(server.get(path(hook) + "/deliveries?" + query, SHARED.operator()).code())
          .isEqualTo("invalid-parameter");
    }
  }

  @Test
  void whoMayNotAdministerTheTenantsDevicesSeesNone() {
    JsonNode hook = create("/hook");
    AuthServer.sql("update webhook set tenant = 'other'");
    // The first operator administers the whole platform: until that is taken away.
    assertThat(server.get(path(hook), SHARED.operator()).status()).isEqualTo(200);
    AuthServer.sql("update operator set platform_admin = false");
    try {
      assertThat(server.get(path(hook), SHARED.operator()).code()).isEqualTo("webhook-not-found");
      assertThat(server.get("/v1/webhooks?tenant=other", SHARED.operator()).status())
          .isEqualTo(403);
    } finally {
      AuthServer.sql("update operator set platform_admin = true");
    }
    assertThat(server.get("/v1/webhooks", server.operatorToken("operations")).code())
        .isEqualTo("scope-missing");
  }

  @Test
  void deliveriesAreListedInPages() {
    JsonNode hook = create("/hook");
    for (int i = 0; i < 5; i++) {
      test(hook);
    }
    awaitCalls(5);
    JsonNode first = server.get(path(hook) + "/deliveries?limit=3", SHARED.operator()).json();
    assertThat(first.path("items").size()).isEqualTo(3);
    JsonNode second =
        server
            .get(
                path(hook) + "/deliveries?limit=3&cursor=" + first.path("nextCursor").asString(),
                SHARED.operator())
            .json();
    assertThat(second.path("items").size()).isEqualTo(2);
    assertThat(second.path("nextCursor").isNull()).isTrue();
  }

  private JsonNode create(String path, String... events) {
    String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
    var answer =
        server.post(
            "/v1/webhooks",
            SHARED.operator(),
            "{\"url\":\"%s\",\"events\":[%s]}".formatted(url, String.join(",", events)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(answer.header("Location")).isEqualTo(path(answer.json()));
    return answer.json();
  }

  private String test(JsonNode hook) {
    var answer = server.post(path(hook) + "/test", SHARED.operator(), "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer.json().path("deliveryId").asString();
  }

  private static String path(JsonNode hook) {
    return "/v1/webhooks/" + hook.path("webhookId").asString();
  }

  private static List<Call> awaitCalls(int count) {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(CALLS).hasSize(count));
    return List.copyOf(CALLS);
  }

  private JsonNode awaitState(JsonNode hook, String state) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                server
                    .get(path(hook) + "/deliveries?state=" + state, SHARED.operator())
                    .json()
                    .path("items")
                    .path(0),
            JsonNode::isObject);
  }

  private double counted(String result) {
    return server
        .bean(MeterRegistry.class)
        .counter("sensor.auth.webhooks.deliveries", "result", result)
        .count();
  }

  private static void expiresIn(NewDevice device, String time) {
    AuthServer.sql(
        "update device_key set expires_at = now() + interval '%s' where key_id = '%s'"
            .formatted(time, device.keyId()));
  }

  private static long epochSecond() {
    return System.currentTimeMillis() / 1_000;
  }

  /** As the specification of Standard Webhooks has receivers compute it. */
  private static String signature(Call call, String secret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
    String signed = call.headers().get("id") + "." + call.headers().get("time") + "." + call.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }
}
