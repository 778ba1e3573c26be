package io.sensorplatform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.metric.MetricContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the docs tell people to call with curl is there. */
class DocumentedCallsTest {

  private static final Pattern CALL =
      Pattern.compile("https?://localhost:(?<port>\\d{4})(?<path>/[^\\s\"'`?)|]*)");
  private static final Pattern HEALTH = Pattern.compile("/actuator/health(/[A-Za-z0-9]+)*");
  private static final String METRIC = "/actuator/metrics/";

  @Test
  void everyPathAtTheGatewayIsInTheApisDocument() throws IOException {
    List<Pattern> known = paths();
    assertThat(calls("8080"))
        .isNotEmpty()
        .allSatisfy(path ->
            assertThat(known).as(path).anySatisfy(pattern -> assertThat(path).matches(pattern)));
  }

  @Test
  void everyPathAtAManagementPortIsHealthOrAMetricOfTheContract() throws IOException {
    var contract = MetricContract.load();
    for (String port : List.of("9080", "9081", "9082", "9083")) {
      assertThat(calls(port))
          .isNotEmpty()
          .allSatisfy(path -> {
            if (path.startsWith(METRIC)) {
              assertThat(contract.find(path.substring(METRIC.length()))).as(path).isPresent();
            } else if (!path.equals("/actuator/prometheus")) {
              assertThat(path).matches(HEALTH);
            }
          });
    }
  }

  /** The paths that docs and README call at a port. */
  private static List<String> calls(String port) throws IOException {
    List<String> paths = new ArrayList<>();
    try (Stream<Path> files =
        Stream.concat(Files.walk(Path.of("..", "docs")), Stream.of(Path.of("..", "README.md")))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
        Matcher call = CALL.matcher(Files.readString(file));
        while (call.find()) {
          if (call.group("port").equals(port)) {
            paths.add(call.group("path"));
          }
        }
      }
    }
    return paths;
  }

  /** As patterns; a sensor's id may hold slashes. */
  private static List<Pattern> paths() throws IOException {
    try (InputStream yaml =
        MetricContract.class.getResourceAsStream("/openapi/sensor-platform.yaml")) {
      Map<String, Object> document = new Yaml().load(yaml);
      return ((Map<?, ?>) document.get("paths"))
          .keySet().stream()
              .map(path ->
                  path.toString().replace("{sensorId}", ".+").replaceAll("\\{[A-Za-z]+}", "[^/]+"))
              .map(Pattern::compile)
              .toList();
    }
  }
}
