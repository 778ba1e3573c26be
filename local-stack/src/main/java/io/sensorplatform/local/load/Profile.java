package io.sensorplatform.local.load;

import io.sensorplatform.local.stack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much of a scenario there is to be. The scripts read the same file; here only what has to be
 * known before k6 runs.
 *
 * @param devices to be registered
 */
record Profile(String name, int devices) {
  static final String DEVICES = "devices";

  /**
   * @param parameters told instead of the file's; one that the scenario does not have is refused,
   *     as a load test that passes over it would measure something else than was asked
   */
  static Profile read(
      Path loadTests, String name, String scenario, Map<String, String> parameters) {
    Path file = loadTests.resolve("profiles").resolve(name + ".json");
    if (!name.matches("[a-z0-9-]+") || !Files.exists(file)) {
      throw new StackException(
          "there is no profile '%s'; there are %s"
              .formatted(name, names(loadTests.resolve("profiles"), ".json")));
    }
    JsonNode profile = JsonMapper.shared().readTree(file.toFile());
    JsonNode known = profile.path("scenarios").path(scenario);
    parameters.forEach((parameter, value) -> check(parameter, value, known, scenario));
    int all = known.path(DEVICES).asInt(profile.path(DEVICES).asInt());
    String told = parameters.get(DEVICES);
    return new Profile(name, told == null ? all : Integer.parseInt(told));
  }

  private static void check(String parameter, String value, JsonNode known, String scenario) {
    var names = new TreeSet<>(Set.of(DEVICES, "warmup"));
    names.addAll(known.propertyNames());
    if (!names.contains(parameter)) {
      throw new StackException(
          "scenario %s has no '%s' to set; it has %s".formatted(scenario, parameter, names));
    }
    if (!value.matches(parameter.equals(DEVICES) ? "[1-9][0-9]{0,6}" : "[0-9]{1,9}(\\.[0-9]+)?")) {
      throw new StackException("'%s' is no number for %s".formatted(value, parameter));
    }
  }

  /** What can be run. */
  static Path script(Path loadTests, String scenario) {
    Path script = loadTests.resolve("scenarios").resolve(scenario + ".ts");
    if (!scenario.matches("[a-z0-9-]+") || !Files.exists(script)) {
      throw new StackException(
          "there is no scenario '%s'; there are %s"
              .formatted(scenario, names(loadTests.resolve("scenarios"), ".ts")));
    }
    return script;
  }

  private static List<String> names(Path directory, String ending) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ending))
          .map(file -> file.substring(0, file.length() - ending.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
