package io.sensorplatform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.monitoring.alarm.Alarms;
import io.sensorplatform.monitoring.alarm.AwsAlarm;
import io.sensorplatform.monitoring.slo.Slos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each alarm has a runbook, and each runbook an alarm or a line among the procedures. */
class RunbooksTest {

  private static final Path RUNBOOKS = Path.of("..", "docs", "operations", "runbooks");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

  @Test
  void eachAlarmHasARunbookAndEachRunbookIsOfAnAlarmOrAProcedure() throws IOException {
    SortedSet<String> expected = new TreeSet<>(alarms());
    AwsAlarm.load().forEach(alarm -> expected.add(alarm.runbook()));
    expected.addAll(procedures());
    assertThat(runbooks()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("alarms")
  void theRunbookOfAnAlarmSaysWhatItMeansWhereToLookAndWhenToEscalate(String alarm)
      throws IOException {
    assertThat(Files.readString(RUNBOOKS.resolve(alarm + ".md")))
        .contains("Alarm `" + alarm + "`")
        .contains("**What it means for users.**")
        .contains("## First look")
        .contains("## When to escalate");
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      var links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        String target = links.group(1);
        if (!target.contains("://")) {
          assertThat(document.resolveSibling(target)).as("link in %s", document).exists();
        }
      }
    }
  }

  private static Set<String> alarms() {
    return Alarms.load().names(Slos.load());
  }

  /** Those that the list of procedures links to. */
  private static Set<String> procedures() throws IOException {
    String index = Files.readString(RUNBOOKS.resolve("README.md"));
    return LINK.matcher(index.substring(index.indexOf("## Procedures")))
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.startsWith(".."))
        .map(target -> target.replace(".md", ""))
        .collect(Collectors.toSet());
  }

  private static SortedSet<String> runbooks() throws IOException {
    try (Stream<Path> files = Files.list(RUNBOOKS)) {
      return files
          .map(file -> file.getFileName().toString().replace(".md", ""))
          .filter(name -> !name.equals("README"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Iterable<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "docs"))) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }
}
