package io.sensorplatform.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.gateway.attack.RawCaller.Said;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Callers that take their time to hold a place. 300 of them here; {@code -Dattack.connections=2000}
 * takes as many as the issue names.
 */
class SlowCallersIT {

  private static final int MANY = Integer.getInteger("attack.connections", 300);

  private static Attacked attacked;

  @BeforeAll
  static void start() throws IOException {
    attacked =
        new Attacked(
            "platform.gateway.head-timeout=2s",
            "platform.gateway.body-timeout=2s",
            "platform.gateway.idle-timeout=20s");
  }

  @AfterAll
  static void stop() {
    attacked.close();
  }

  @Test
  void headThatNeverEndsIsCutOff() throws Exception {
    try (RawCaller caller = attacked.caller()) {
      Said said = caller.send("GET /v1/readings HTTP/1.1\r\nHost: a\r\nX: ").read(10_000);

      assertThat(said.status()).isEqualTo(408);
      assertThat(said.text()).contains("\"code\":\"head-timeout\"");
      assertThat(said.closed()).isTrue();
    }
  }

  @Test
  void headOfALaterRequestMayTakeNoLonger() throws Exception {
    try (RawCaller caller = attacked.caller()) {
      String honest = attacked.fill("GET /v1/sensors HTTP/1.1\r\nHost: a\r\n{auth}\r\n");
      assertThat(caller.send(honest).read(500).status()).isEqualTo(202);
      Said said = caller.send("GET /v1/rea").read(10_000);

      assertThat(said.status()).isEqualTo(408);
      assertThat(said.closed()).isTrue();
    }
  }

  @Test
  void connectionWithoutAWordIsClosedWithoutOne() throws Exception {
    try (RawCaller caller = attacked.caller()) {
      Said said = caller.read(10_000);

      assertThat(said.text()).isEmpty();
      assertThat(said.closed()).isTrue();
    }
  }

  @Test
  void bodyThatTricklesEnds() throws Exception {
    try (RawCaller caller = attacked.caller()) {
      caller.send(
          attacked.fill(
              "POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 100000\r\n\r\n"));
      Thread drip = Thread.ofVirtual().start(() -> drip(caller, 200));
      Said said = caller.read(15_000);
      drip.interrupt();

      assertThat(said.status()).isEqualTo(408);
      assertThat(said.text()).contains("\"code\":\"body-timeout\"", "less than 256 bytes a second");
    }
    attacked.assertUntouched();
  }

  @Test
  void shortBodyMayComeInPieces() throws Exception {
    try (RawCaller caller = attacked.caller()) {
      caller.send(
          attacked.fill(
              "POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 5\r\n\r\n"));
      drip(caller, 5);

      assertThat(caller.read(2_000).status()).isEqualTo(202);
    }
  }

  @Test
  void manySlowCallersHoldNobodyUp() throws Exception {
    List<RawCaller> slow = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        RawCaller caller = attacked.caller();
        slow.add(caller);
        caller.send(
            i % 2 == 0
                ? "GET /v1/readings HTTP/1.1\r\nHost: a\r\nX: "
                : attacked.fill(
                    "POST /v1/readings HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 1000\r\n\r\n["));
        if (i % 10 == 0) {
          long start = System.nanoTime();
          attacked.assertUntouched();
          assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
      }
      // Each is cut off, and its place is free again.
      for (RawCaller caller : slow) {
        Said said = caller.read(10_000);
        assertThat(said.status()).isEqualTo(408);
        assertThat(said.closed()).isTrue();
      }
    } finally {
      for (RawCaller caller : slow) {
        caller.close();
      }
    }
    attacked.assertUntouched();
    assertThat(cut("slow-head")).isGreaterThanOrEqualTo(MANY / 2);
    await().untilAsserted(() -> assertThat(openConnections()).isLessThan(MANY / 2));
  }

  private static double cut(String reason) {
    return attacked
        .gateway()
        .bean(MeterRegistry.class)
        .counter("sensor.gateway.connections.cut", "reason", reason)
        .count();
  }

  private static double openConnections() {
    return attacked
        .gateway()
        .bean(MeterRegistry.class)
        .get("sensor.gateway.connections")
        .gauge()
        .value();
  }

  /** A byte each tenth of a second. */
  private static void drip(RawCaller caller, int bytes) {
    try {
      for (int i = 0; i < bytes; i++) {
        caller.send("1");
        Thread.sleep(100);
      }
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
