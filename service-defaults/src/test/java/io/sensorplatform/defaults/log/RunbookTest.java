package io.sensorplatform.defaults.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunbookTest {

  private static final Path ROOT = Path.of("..");

  /** An error line by SLF4J's short form, which cannot name a runbook. */
  private static final Pattern SHORT_FORM = Pattern.compile("\\blog\\s*\\.error\\(");

  private static final Pattern ERROR =
      Pattern.compile("\\.atError\\(\\).*?\\.log\\(", Pattern.DOTALL);

  /** Alarms whose pages are still to be written. */
  private static final Set<String> PLANNED =
      Set.of(
          "availability-burn",
          "durability-ledger-difference",
          "archive-behind",
          "dead-letters",
          "spool-filling",
          "spool-damaged",
          "kafka-unreachable",
          "partition-paused",
          "postgres-unavailable",
          "breaker-open",
          "gateway-overloaded",
          "auth-unavailable",
          "revocations-behind",
          "keys-expiring",
          "certificate-expiring",
          "webhooks-failing",
          "telemetry-dropped",
          "service-down");

  @Test
  void eachRunbookIsAPage() {
    assertThat(Runbook.values())
        .allMatch(runbook ->
            PLANNED.contains(runbook.toString())
                || Files.exists(ROOT.resolve("docs/operations/runbooks/" + runbook + ".md")));
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
