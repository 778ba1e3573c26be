package io.sensorplatform.defaults.metric;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names in the sources are those of the contract, and the other way round. */
class MetricNamesTest {

  private static final List<String> MODULES =
      List.of(
          "service-defaults",
          "gateway-service",
          "auth-service",
          "sensor-service",
          "stream-service");

  /** What is no metric: attributes of spans and of log lines. */
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(\\w+Key|addKeyValue|setAttribute|put|attribute)\\(\\s*\"sensor\\.[a-z0-9_.]+\"");

  private static final Pattern NAME = Pattern.compile("\"(sensor\\.[a-z0-9_.]+)\"");
  private static final Pattern SUFFIX = Pattern.compile("\"(\\.[a-z.]+)\"");

  private final MetricContract contract = MetricContract.load();
  private final List<String> sources =
      MODULES.stream()
          .flatMap(MetricNamesTest::sources)
          .map(text -> ATTRIBUTE.matcher(text).replaceAll(""))
          .toList();

  @Test
  void everyNameInTheSourcesIsInTheContract() {
    Set<String> unknown =
        all(NAME).stream()
            .filter(name -> contract.find(name).isEmpty() && !isPrefix(name))
            .collect(toCollection(TreeSet::new));
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyMetricOfTheContractIsInTheSources() {
    Set<String> names = all(NAME);
    Set<String> suffixes = all(SUFFIX);
    Set<String> missing =
        contract.metrics().stream()
            .map(Metric::name)
            .filter(name -> !names.contains(name))
            .filter(name ->
                names.stream()
                    .noneMatch(prefix ->
                        name.startsWith(prefix)
                            && suffixes.contains(name.substring(prefix.length()))))
            .collect(toCollection(TreeSet::new));
    assertThat(missing).isEmpty();
  }

  private boolean isPrefix(String name) {
    return contract.metrics().stream().anyMatch(metric -> metric.name().startsWith(name + "."));
  }

  private Set<String> all(Pattern pattern) {
    var found = new TreeSet<String>();
    for (String source : sources) {
      pattern.matcher(source).results().forEach(match -> found.add(match.group(1)));
    }
    return found;
  }

  private static Stream<String> sources(String module) {
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          // Names of log fields.
          .filter(file -> !file.endsWith("LogFields.java"))
          .map(MetricNamesTest::text)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
