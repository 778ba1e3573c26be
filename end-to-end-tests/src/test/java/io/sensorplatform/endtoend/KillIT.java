package io.sensorplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of one part under load: what was acknowledged is stored and archived, once. */
@ExtendWith(SharedPlatform.class)
class KillIT {

  private static final String TENANT = "faults";
  private static final Duration RECOVERY = Duration.ofSeconds(120);

  @ParameterizedTest
  @ValueSource(strings = {"sensor-service", "kafka", "postgres", "stream-service", "s3"})
  void nothingAcknowledgedIsLost(String component, Platform platform) throws Exception {
    String prefix = component + '/';
    Api api = platform.api("load-" + component, TENANT, prefix);
    long pid = platform.component(component).at("/pid").asLong();
    Set<Row> acknowledged;
    Set<Row> sent;
    try (var load = new SteadyLoad(api, prefix)) {
      advance(load);
      platform.run("kill", component).succeeded();
      try {
        assertThat(platform.component(component).at("/state").asString()).isEqualTo("down");
        assertThat(platform.status().at("/state").asString()).isEqualTo("partial");
        // Its parent, init, may take a moment to see it off.
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        if (List.of("sensor-service", "kafka").contains(component)) {
          await().atMost(RECOVERY).until(() -> load.refused() > 0);
        } else {
          advance(load);
        }
      } finally {
        platform.run("start", component).succeeded();
      }
      advance(load);
      load.close();
      acknowledged = load.acknowledged();
      sent = load.sent();
    }

    assertThat(acknowledged).isNotEmpty();
    var stored = new Stored(platform);
    await()
        .atMost(RECOVERY)
        .untilAsserted(() -> {
          List<Row> rows = stored.rows(TENANT, prefix);
          assertThat(rows).doesNotHaveDuplicates();
          assertThat(new HashSet<>(rows)).containsAll(acknowledged);
          assertThat(sent).containsAll(rows);
        });
    var archived = new Archived(platform);
    await()
        .atMost(RECOVERY)
        .untilAsserted(() -> {
          var log = new HashSet<>(archived.rows(TENANT, prefix));
          assertThat(log).containsAll(acknowledged);
          assertThat(sent).containsAll(log);
        });
    assertThat(archived.offsetsTwice()).isZero();
  }

  /** Five more batches are acknowledged. */
  private static void advance(SteadyLoad load) {
    int from = load.acknowledgedBatches();
    await().atMost(RECOVERY).until(() -> load.acknowledgedBatches() >= from + 5);
  }
}
