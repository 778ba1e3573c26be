package io.sensorplatform.local.load;

import io.sensorplatform.local.stack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  static Profile read(Path loadTests, String name, String scenario) {
    Path file = loadTests.resolve("profiles").resolve(name + ".json");
    if (!name.matches("[a-z0-9-]+") || !Files.exists(file)) {
      throw new StackException(
          "there is no profile '%s'; there are %s"
              .formatted(name, names(loadTests.resolve("profiles"), ".json")));
    }
    JsonNode profile = JsonMapper.shared().readTree(file.toFile());
    int all = profile.path("devices").asInt();
    return new Profile(name, profile.path("scenarios").path(scenario).path("devices").asInt(all));
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
