package io.sensorplatform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** CloudWatch's alarms and pages name only what is emitted, and each alarm leads somewhere. */
class CloudWatchTest {

  private static final Path MODULE = Path.of("..", "infra-terraform", "modules", "observability");
  private static final Path RUNBOOKS = Path.of("..", "docs", "operations", "runbooks");
  private static final Path LOGS = Path.of("..", "docs", "operations", "logs.md");
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void alarmsAndPagesNameOnlyWhatIsEmitted() throws IOException {
    assertThat(faults(List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          alarms.json             ; \\"sensor.spool.age\\"     ; \\"sensor.spool.years\\"   ; no metric sensor.spool.years
          alarms.json             ; kind=~                   ; sort=~                   ; sensor.spool.damaged has no tag sort
          alarms.json             ; role=\\"archiver\\"        ; role=\\"archivist\\"        ; sensor.consumer.lag.age has no role archivist
          alarms.json             ; by (reason)              ; by (season)              ; no tag season
          alarms.json             ; =\\"auth-service\\"        ; =\\"oauth-service\\"        ; has no @resource.service.name oauth-service
          alarms.json             ; "runbook" : "archive-gaps" ; "runbook" : "archive-caps" ; no runbook "archive-caps"
          alarms.json             ; "priority" : "P3"        ; "priority" : "P4"        ; priority "P4"
          alarms.json             ; "priority" : "P3"        ; "priority" : null        ; priority null
          alarms.json             ; "name" : "availability-burn-fast-5m" ; "name" : "availability-burn-fast-7m" ; availability-burn-fast-5m: no alarm
          alarms.json             ; sensor.spool.full        ; sensor.spool.failures    ; sensor.spool.full: tier 1 and no alarm
          alarms.json             ; "metric" : "OfflinePartitionsCount" ; "metric" : "OfflinePartitions" ; not in aws-metrics.yml
          alarms.json             ; "Broker ID"              ; "Broker"                 ; not in aws-metrics.yml
          dashboard-ingest.json   ; \\"sensor.spool.bytes\\"   ; \\"sensor.spool.bites\\"   ; no metric sensor.spool.bites
          dashboard-ingest.json   ; by (downstream, lane)    ; by (downstream, line)    ; no tag line
          dashboard-ingest.json   ; HealthyHostCount         ; HappyHostCount           ; not in aws-metrics.yml
          dashboard-storage.json  ; "FreeStorageSpace"       ; "FreeSpace"              ; not in aws-metrics.yml
          dashboard-overview.json ; severity =               ; level =                  ; no log field level
          """)
  void saysWhatIsWrong(String file, String right, String wrong, String fault) throws IOException {
    assertThat(Files.readString(MODULE.resolve("generated").resolve(file))).contains(right);
    assertThat(faults(List.of(file, right, wrong))).anySatisfy(f -> assertThat(f).contains(fault));
  }

  /** With one text replaced in one of the files. */
  private static List<String> faults(List<String> change) throws IOException {
    var names = new CloudWatchNames(RUNBOOKS, logFields());
    try (Stream<Path> files = Files.list(MODULE.resolve("generated"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        String text = Files.readString(file);
        if (!change.isEmpty() && change.getFirst().equals(name)) {
          text = text.replace(change.get(1), change.get(2));
        }
        if (name.equals("alarms.json")) {
          names.alarms(JSON.readTree(text));
        } else {
          names.dashboard(name, JSON.readTree(text));
        }
      }
    }
    return names.faults();
  }

  @Test
  void theLogFieldsOfTheDocsAreInTheCode() throws IOException {
    var code = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of(".."), 12)) {
      for (Path file :
          files
              .filter(
                  f -> f.toString().contains("/src/main/java/") && f.toString().endsWith(".java"))
              .toList()) {
        code.append(Files.readString(file));
      }
    }
    assertThat(logFields())
        .hasSizeGreaterThan(15)
        .allSatisfy(field -> assertThat(code.indexOf('"' + field + '"')).as(field).isPositive());
  }

  /** The first column of the table in logs.md. */
  private static Set<String> logFields() throws IOException {
    return Files.readAllLines(LOGS).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|")[1])
        .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
        .map(name -> name.group(1))
        .collect(Collectors.toSet());
  }
}
