package io.sensorplatform.sensor.ingest;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.gzip;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.sensor.RunningSensorService;
import io.sensorplatform.sensor.RunningSensorService.Answer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are meant to cost more than they are worth. */
class HostileBodyIT {

  private static final String JSON = "application/json";
  private static final int MEBIBYTE = 1024 * 1024;

  private final RunningSensorService service = RunningSensorService.shared();
  private final String token = device(newTenant(), "plant1/");

  /** A thousand members of one gzip body, each of which is small: 8 MiB that inflate to 8 GiB. */
  @Test
  void bombOfEightGibibytesCostsNoMoreThanTheLimit() throws Exception {
    byte[] member = gzip(new byte[8 * MEBIBYTE]);
    var bomb = new ByteArrayOutputStream();
    while (bomb.size() + member.length <= 8 * MEBIBYTE) {
      bomb.writeBytes(member);
    }
    var stop = new AtomicBoolean();
    var peak = new AtomicLong();
    Thread watch = Thread.ofVirtual().start(() -> watch(stop, peak));

    long start = System.nanoTime();
    Answer answer = service.post(token, JSON, bomb.toByteArray(), "Content-Encoding", "gzip");
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    stop.set(true);
    watch.join();

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo("body-too-large");
    // Inflating it all takes half a minute.
    assertThat(took).isLessThan(Duration.ofSeconds(8));
    assertThat(peak.get()).isLessThanOrEqualTo(20L * MEBIBYTE);
    Awaitility.await().until(() -> service.gauge("sensor.ingest.body.memory") == 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{\"a\":",
        "[{\"sensorId\":\"plant1/a\",\"value\":1},",
        "{\"sensorId\":\"plant1/a\",\"value\":[",
        "{\"sensorId\":"
      })
  void deepJsonIsRefused(String level) {
    Answer answer = service.post(token, JSON, level.repeat(10_000));

    assertThat(answer.status()).isIn(400, 422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.toString().length()).isLessThan(5_000);
  }

  @Test
  void closedDeepJsonIsRefusedToo() {
    Answer array = service.post(token, JSON, "[".repeat(10_000) + "]".repeat(10_000));
    assertThat(array.status()).isIn(400, 422);
    Answer item =
        service.post(
            token,
            JSON,
            "[{\"sensorId\":\"plant1/a\",\"value\":1,\"x\":"
                + "[".repeat(10_000)
                + "]".repeat(10_000)
                + "}]");
    assertThat(item.status()).isIn(400, 422);
  }

  @Test
  void zstdIsNotInflated() {
    Answer answer = service.post(token, JSON, "(\u00b5/\u00fd", "Content-Encoding", "zstd");

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.code()).isEqualTo("unsupported-encoding");
  }

  private void watch(AtomicBoolean stop, AtomicLong peak) {
    while (!stop.get()) {
      peak.accumulateAndGet((long) service.gauge("sensor.ingest.body.memory"), Math::max);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
