package io.sensorplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a stack of its own, so that everything in both places is the demo's. */
class DemoIT {

  /** 8,759 hours of three columns and 2,922 days of four. */
  private static final long READINGS = 8_759L * 3 + 2_922L * 4;

  @TempDir Path directory;
  private Platform platform;

  @AfterEach
  void reset() {
    platform.run("reset", "--yes").succeeded();
  }

  @Test
  void everyRowIsInPostgresAndInTheArchive() throws Exception {
    platform = new Platform(directory.resolve("data"));
    platform.up();
    Platform.Result demo = platform.run("demo").succeeded();
    assertThat(demo.out() + demo.err()).contains("NOAA");

    assertThat(new Stored(platform).count()).isEqualTo(READINGS);
    var archived = new Archived(platform);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(archived.count()).isEqualTo(READINGS));
  }
}
