package io.sensorplatform.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.gateway.attack.RawCaller.Said;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More connections than there is room for. */
class CrowdIT {

  private static final String REQUEST = "GET /v1/sensors HTTP/1.1\r\nHost: a\r\n{auth}\r\n";

  @Test
  void whoFindsNoRoomIsToldSoAndTheOthersAreServed() throws Exception {
    try (var attacked = new Attacked("platform.gateway.max-connections-per-address=8")) {
      List<RawCaller> held = callers(attacked, 8);
      // Served, so all have their places: event loops take connections each at its own pace.
      for (RawCaller caller : held) {
        assertThat(caller.send(attacked.fill(REQUEST)).read(300).status()).isEqualTo(202);
      }
      try (RawCaller more = attacked.caller()) {
        Said said = more.send(attacked.fill(REQUEST)).read(3_000);

        assertThat(said.status()).isEqualTo(503);
        assertThat(said.text())
            .contains("\"code\":\"overloaded\"")
            .containsIgnoringCase("retry-after: ");
        assertThat(said.closed()).isTrue();
      }
      for (RawCaller caller : held) {
        assertThat(caller.send(attacked.fill(REQUEST)).read(300).status()).isEqualTo(202);
      }
      held.removeLast().close();
      await()
          .untilAsserted(() -> {
            try (RawCaller next = attacked.caller()) {
              assertThat(next.send(attacked.fill(REQUEST)).read(300).status()).isEqualTo(202);
            }
          });
      for (RawCaller caller : held) {
        caller.close();
      }
    }
  }

  @Test
  void floodIsNotEvenTold() throws Exception {
    try (var attacked = new Attacked("platform.gateway.max-connections=8")) {
      List<RawCaller> held = callers(attacked, 12);
      // Event loops take connections each at its own pace; then there is no more room.
      await()
          .untilAsserted(() -> {
            try (RawCaller more = attacked.caller()) {
              Said said = more.send(attacked.fill(REQUEST)).read(3_000);

              assertThat(said.text()).isEmpty();
              assertThat(said.closed()).isTrue();
            }
          });
      for (RawCaller caller : held) {
        caller.close();
      }
    }
  }

  private static List<RawCaller> callers(Attacked attacked, int count) throws IOException {
    List<RawCaller> callers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      callers.add(attacked.caller());
    }
    return callers;
  }
}
