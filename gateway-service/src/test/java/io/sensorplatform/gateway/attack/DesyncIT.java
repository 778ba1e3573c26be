package io.sensorplatform.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.gateway.attack.RawCaller.Said;
import io.sensorplatform.gateway.edge.EarlyBackend;
import io.sensorplatform.gateway.edge.TestGateway;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A caller that leaves its body unfinished must not have it finished by the next caller's request.
 */
class DesyncIT {

  @Test
  void bodyThatNeverEndsTakesNothingOfTheNextRequest() throws Exception {
    try (var issuer = new TestIssuer();
        var service = new EarlyBackend();
        var gateway = new TestGateway(issuer, service.url(), "platform.gateway.event-loops=1")) {
      String token = issuer.token("d", "default", List.of("*"), "readings:write");
      for (int i = 0; i < 20; i++) {
        try (var attacker = new RawCaller(gateway.port())) {
          Said said =
              attacker
                  .send(
                      "POST /v1/readings?n=%d HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Length: 60\r\n\r\n[1"
                          .formatted(i, token))
                  .read(20);
          assertThat(said.text()).contains("POST /v1/readings?n=" + i + " HTTP/1.1");
        }
        HttpResponse<String> honest =
            gateway.send(
                gateway.request("/v1/sensors/" + i).header("Authorization", "Bearer " + token));

        assertThat(honest.body()).isEqualTo("GET /v1/sensors/" + i + " HTTP/1.1");
      }
    }
  }
}
