package io.sensorplatform.gateway.refusal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.gateway.edge.Backend;
import io.sensorplatform.gateway.edge.TestGateway;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RefusalReportIT {

  @Test
  void tellsAuthServiceWhoWasRefusedAlsoWhenItWasAwayMeanwhile() throws Exception {
    try (TestIssuer issuer = new TestIssuer();
        Backend sensor = Backend.started();
        Backend auth = Backend.started();
        TestGateway gateway =
            new TestGateway(
                issuer,
                sensor.url(),
                "platform.gateway.refusals.url=" + auth.url(),
                "platform.gateway.refusals.interval=50ms")) {
      auth.answers((exchange, call) -> Backend.send(exchange, 503, ""));
      String good = issuer.token("dev_good", "t", List.of("a"), "readings:write");
      String late =
          issuer.token(
              "dev_late",
              "t",
              List.of("a"),
              claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(3600))));
      for (int i = 0; i < 3; i++) {
        gateway.send(gateway.reading(good.substring(0, good.length() - 6) + "AAAAAA"));
      }
      assertThat(gateway.send(gateway.reading(late)).statusCode()).isEqualTo(401);
      assertThat(gateway.send(gateway.reading(good)).statusCode()).isEqualTo(202);
      sensor.answers((exchange, call) -> Backend.send(exchange, 403, ""));
      assertThat(gateway.send(gateway.reading(good)).statusCode()).isEqualTo(403);
      await().until(() -> auth.calls().size() > 2);
      int away = auth.calls().size();
      auth.answers((exchange, call) -> Backend.send(exchange, 200, "{}"));

      await()
          .untilAsserted(() ->
              assertThat(told(auth, away))
                  .containsExactlyInAnyOrderEntriesOf(
                      Map.of(
                          "dev_good POST /v1/readings token-signature-invalid 127.0.0.1",
                          3L,
                          "dev_good POST /v1/readings 403 127.0.0.1",
                          1L)));
      assertThat(auth.lastCall().uri().getPath()).isEqualTo("/actuator/refusals");
    }
  }

  /** What was told since, with its count. */
  private static Map<String, Long> told(Backend auth, int since) {
    Map<String, Long> counts = new TreeMap<>();
    for (Backend.Call call : auth.calls().subList(since, auth.calls().size())) {
      for (JsonNode one : attempts(call)) {
        assertThat(one.path("traceId").asString()).hasSize(32);
        counts.merge(
            String.join(
                " ",
                one.path("who").asString(),
                one.path("call").asString(),
                one.path("why").asString(),
                one.path("address").asString()),
            one.path("count").asLong(),
            Long::sum);
      }
    }
    return counts;
  }

  private static JsonNode attempts(Backend.Call call) {
    String text = TestGateway.json(new String(call.body(), UTF_8)).path("attempts").asString();
    return TestGateway.json(text);
  }
}
