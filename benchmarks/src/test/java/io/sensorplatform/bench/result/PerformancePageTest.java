package io.sensorplatform.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.bench.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {

  private static final Machine MACHINE = new Machine("a CPU", 2, 24, "Linux 6", "a JVM 25", 0.12);

  private final StageResult result =
      new StageResult(
          "writer",
          "./platform bench writer",
          "2026-11-22T05:00:00Z",
          "abc1234",
          true,
          0.01,
          MACHINE,
          List.of(
              Figure.of(
                  "writer",
                  "rows/s",
                  List.of(300.0, 200.0, 100.0),
                  "COPY",
                  List.of(100.0, 100.0, 100.0),
                  Aim.ratioAtLeast(1)),
              Figure.of("wait", "ms", List.of(1.5, 2.5), Aim.atMost(1))));

  /** {@code -Ddocs=write} writes it anew. */
  @Test
  void thePageIsWhatTheCheckedInResultsSay() throws IOException {
    Path root = Path.of("..");
    String page = PerformancePage.of(PerformancePage.results(root.resolve(StageRun.RESULTS)));
    Path file = root.resolve(PerformancePage.PAGE);
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(file, page);
    }
    assertThat(page)
        .as("make it anew: benchmarks/run Performance")
        .isEqualTo(Files.readString(file));
  }

  @Test
  void aRatioIsTheMedianOfTheRoundsOwnRatios() {
    Spread ratio = result.figures().getFirst().ratio();
    assertThat(ratio).isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void aPageTellsFiguresAimsAndWhatIsNotMeasured() {
    assertThat(PerformancePage.of(Map.of(Stage.WRITER, result)))
        .contains(
            "| writer, rows/s | 200 (100-300) | COPY: 100 | 2.00 (1.00-3.00) | ratio ≥ 1.00 | met |")
        .contains("| wait, ms | 2.00 (1.50-2.50) |  |  | ≤ 1.00 | **missed** |")
        .contains(
            "| A | a CPU, 2 cores, 24 GiB, Linux 6, a JVM 25; 4 KiB are forced to its disk in 0.1 ms |")
        .contains(
            "3 rounds (a short run: few and short rounds), 2026-11-22T05:00:00Z at abc1234 on machine A")
        .contains("Not measured yet: `./platform bench ingest`.");
  }

  @Test
  void aResultThatIsWrittenIsReadAgain(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("writer.json");
    result.write(file);
    assertThat(StageResult.read(file)).isEqualTo(result);
    assertThat(PerformancePage.results(directory)).containsOnlyKeys(Stage.WRITER);
  }

  @Test
  void everyStageHasAMainClass() throws ReflectiveOperationException {
    for (Stage stage : Stage.values()) {
      var main = Class.forName("io.sensorplatform.bench." + stage.mainClass());
      assertThat(main.getMethod("main", String[].class)).isNotNull();
    }
  }
}
