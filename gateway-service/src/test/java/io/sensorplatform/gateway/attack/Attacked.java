package io.sensorplatform.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.gateway.edge.Backend;
import io.sensorplatform.gateway.edge.TestGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;

/** A real gateway to be attacked, and whether it stands after it. */
final class Attacked implements AutoCloseable {

  private static final String SMUGGLED = "/v1/sensors/smuggled";

  private final TestIssuer issuer = new TestIssuer();
  private final Backend service;
  private final TestGateway gateway;
  private final String token =
      issuer.token("device-1", "default", List.of("*"), "readings:write", "readings:read");

  Attacked(String... settings) throws IOException {
    service = Backend.started();
    var all = new java.util.ArrayList<>(List.of(settings));
    for (String limit : List.of("reads", "writes", "token")) {
      all.add("platform.gateway.limits." + limit + ".rate=100000");
      all.add("platform.gateway.limits." + limit + ".burst=100000");
    }
    // A busy machine is no overload.
    all.add("platform.gateway.admission.target=10s");
    all.add("platform.gateway.admission.interval=10s");
    gateway = new TestGateway(issuer, service.url(), all.toArray(String[]::new));
  }

  TestGateway gateway() {
    return gateway;
  }

  Backend service() {
    return service;
  }

  String token() {
    return token;
  }

  RawCaller caller() throws IOException {
    return new RawCaller(gateway.port());
  }

  /** Puts the token and a smuggled request into an attack. */
  String fill(String attack) {
    return attack
        .replace("{auth}", "Authorization: Bearer " + token + "\r\n")
        .replace("{smuggled}", "GET " + SMUGGLED + " HTTP/1.1\r\nHost: a\r\n{x}\r\n")
        .replace("{x}", "Authorization: Bearer " + token + "\r\n");
  }

  /** Asserts that nothing of the attack is left: neither at the service, nor for the next one. */
  void assertUntouched() throws Exception {
    assertThat(service.calls().stream().map(call -> call.uri().toString()))
        .noneMatch(uri -> uri.contains("smuggled"));
    assertThat(service.calls().stream().flatMap(call -> call.headers().keySet().stream()))
        .noneMatch(name -> name.equalsIgnoreCase("smuggled"));
    HttpResponse<String> honest = gateway.send(gateway.reading(token));
    assertThat(honest.statusCode()).isEqualTo(202);
    assertThat(honest.body()).isEqualTo("{\"accepted\":1}");
    service.calls().clear();
  }

  @Override
  public void close() {
    gateway.close();
    service.close();
    issuer.close();
  }
}
