package io.sensorplatform.defaults.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunbookTest {

  private static final Path ROOT = Path.of("..");

  /** An error line by SLF4J's short form, which cannot name a runbook. */
  private static final Pattern SHORT_FORM = Pattern.compile("\\blog\\s*\\.error\\(");

  private static final Pattern ERROR =
      Pattern.compile("\\.atError\\(\\).*?\\.log\\(", Pattern.DOTALL);

  @Test
  void eachRunbookIsAPage() {
    assertThat(Runbook.values())
        .allSatisfy(runbook ->
            assertThat(ROOT.resolve("docs/operations/runbooks/" + runbook + ".md")).exists());
  }

  @Test
  void eachErrorLineOfAServiceNamesItsRunbook() throws IOException {
    for (String service :
        List.of(
            "service-defaults",
            "gateway-service",
            "auth-service",
            "sensor-service",
            "stream-service")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(service).resolve("src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String source = Files.readString(file);
          assertThat(SHORT_FORM.matcher(source).results().count()).as("%s", file).isZero();
          assertThat(ERROR.matcher(source).results().map(line -> line.group()))
              .as("%s", file)
              .allSatisfy(line -> assertThat(line).contains("Runbook."));
        }
      }
    }
  }
}
