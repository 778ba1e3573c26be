package io.sensorplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The demo's own counts are checked by counting again, by other means. */
@ExtendWith(SharedPlatform.class)
class DemoIT {

  /** 8,759 hours of three columns and 2,922 days of four. */
  private static final int READINGS = 8_759 * 3 + 2_922 * 4;

  private static final List<String> PREFIXES = List.of("seattle/", "weather/");

  @Test
  void everyRowIsInPostgresAndInTheArchive(Platform platform) throws Exception {
    Platform.Result demo = platform.run("demo").succeeded();
    assertThat(demo.out() + demo.err()).contains("NOAA");

    var stored = new ArrayList<Row>();
    for (String prefix : PREFIXES) {
      stored.addAll(new Stored(platform).rows("default", prefix));
    }
    assertThat(stored).hasSize(READINGS);
    var archive = new Archived(platform);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          var archived = new ArrayList<Row>();
          for (String prefix : PREFIXES) {
            archived.addAll(archive.rows("default", prefix));
          }
          assertThat(archived).hasSize(READINGS);
        });
  }
}
