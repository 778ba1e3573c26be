package io.sensorplatform.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BatchLoadTest {

  private static final Instant FIRST = Instant.parse("2026-11-21T23:59:58Z");

  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final AtomicLong readings = new AtomicLong();
  private final HttpServer server = listen();
  private volatile int status = 202;

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void everyBatchIsJsonOfOtherReadings() {
    var body = new BatchBody("site/", 3, FIRST);
    var seen = new HashSet<String>();
    for (int batch = 0; batch < 5; batch++) {
      JsonNode items = JsonMapper.shared().readTree(body.next());
      assertThat(items.size()).isEqualTo(3);
      for (JsonNode item : items) {
        assertThat(item.at("/value").asDouble()).isBetween(290.0, 710.0);
        assertThat(item.at("/unit").asString()).isEqualTo("Cel");
        seen.add(item.at("/sensorId").asString() + item.at("/observedAt").asString());
      }
    }
    assertThat(seen)
        .hasSize(15)
        .contains("site/sensor00002026-11-21T23:59:58.000000Z")
        .contains("site/sensor00022026-11-22T00:00:02.000014Z");
  }

  @Test
  void whatIsAcceptedIsCountedAndNoReadingIsSentTwice() throws Exception {
    var load = load();
    load.start("token", 0);
    await().until(() -> load.accepted() >= 1_000);
    load.stop();
    load.start("token", 2_000);
    long before = load.accepted();
    await().until(() -> load.accepted() >= before + 100);
    load.stop();
    assertThat(load.accepted()).isEqualTo(readings.get()).isEqualTo(received.size());
    assertThat(load.refused()).isZero();
    assertThat(load.times().millis(0.5)).isPositive();
  }

  @Test
  void whatIsRefusedForNowIsCountedApart() throws Exception {
    status = 429;
    var load = load();
    load.start("token", 0);
    await().until(() -> load.refused() >= 2);
    load.stop();
    assertThat(load.accepted()).isZero();
  }

  @Test
  void aLoadThatIsWrongInItselfFails() {
    status = 422;
    var load = load();
    load.start("token", 0);
    await().until(load::hasFailed);
    assertThatThrownBy(load::stop).hasMessageContaining("422");
  }

  @Test
  void recordsForTheBridgeCarryTheSameReadingsWithTheirKeys() {
    var body = new BatchBody("site/", 2, FIRST, Form.RECORDS);
    JsonNode records = JsonMapper.shared().readTree(body.next()).at("/records");
    assertThat(records.size()).isEqualTo(2);
    assertThat(records.at("/1/key").asString()).isEqualTo("bench/site/sensor0001");
    assertThat(records.at("/1/value/sensorId").asString()).isEqualTo("site/sensor0001");
    assertThat(records.at("/1/value/value").asDouble()).isBetween(290.0, 710.0);
  }

  @Test
  void whatTheBridgeHasAnOffsetForIsCountedAndAFailedRecordFailsTheLoad() {
    String offsets = "{\"offsets\":[{\"partition\":3,\"offset\":71},{\"partition\":0,\"offset\":5}";
    assertThat(Form.RECORDS.accepted(offsets + "]}")).isEqualTo(2);
    String failed = offsets + ",{\"error_code\":500,\"message\":\"no leader\"}]}";
    assertThatThrownBy(() -> Form.RECORDS.accepted(failed)).hasMessageContaining("no leader");
    assertThatThrownBy(() -> Form.READINGS.accepted("{}")).hasMessageContaining("how many");
  }

  private BatchLoad load() {
    URI target = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new BatchLoad(target, "bench/", 2, 10, FIRST);
  }

  private HttpServer listen() {
    try {
      var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.setExecutor(Executors.newFixedThreadPool(2));
      http.createContext(
          "/v1/readings",
          exchange -> {
            List<JsonNode> items =
                JsonMapper.shared()
                    .readTree(exchange.getRequestBody().readAllBytes())
                    .values()
                    .stream()
                    .toList();
            byte[] answer =
                "{\"accepted\":%d}".formatted(items.size()).getBytes(StandardCharsets.UTF_8);
            if (status == 202) {
              readings.addAndGet(items.size());
              items.forEach(
                  item -> received.add(item.at("/sensorId").asString() + item.at("/observedAt")));
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      http.start();
      return http;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
