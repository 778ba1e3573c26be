package io.sensorplatform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.metric.MetricContract;
import io.sensorplatform.monitoring.generate.GeneratedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what is checked in equal to what the data says; {@code -Ddocs=write} writes it anew. */
class GeneratedFilesTest {

  private static final Path CHECKOUT = Path.of("..");

  private final Map<String, String> made = GeneratedFiles.all(MetricContract.load());

  @Test
  void whatIsCheckedInIsWhatTheDataSays() throws IOException {
    if ("write".equals(System.getProperty("docs"))) {
      for (var file : made.entrySet()) {
        Path path = CHECKOUT.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    }
    assertThat(made)
        .allSatisfy(
            (path, content) -> assertThat(CHECKOUT.resolve(path)).content().isEqualTo(content));
  }

  @Test
  void nothingElseIsAmongThem() throws IOException {
    for (String place :
        List.of("monitoring/generated", "infra-terraform/modules/observability/generated")) {
      try (Stream<Path> files = Files.walk(CHECKOUT.resolve(place))) {
        assertThat(files.filter(Files::isRegularFile).map(CHECKOUT::relativize).map(Path::toString))
            .isSubsetOf(made.keySet());
      }
    }
  }
}
