package io.sensorplatform.local.demo;

import io.sensorplatform.local.server.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/** API keys of the fleet by device name, in a file that only its owner may read. */
final class KeyFile {
  private final Path file;
  private final TreeMap<String, DeviceKey> keys;

  private KeyFile(Path file, TreeMap<String, DeviceKey> keys) {
    this.file = file;
    this.keys = keys;
  }

  /** What is kept; nothing if the file is missing or not ours to understand. */
  static KeyFile open(Path file) {
    try {
      return new KeyFile(
          file,
          Files.exists(file)
              ? Gateway.JSON.readValue(file, new TypeReference<TreeMap<String, DeviceKey>>() {})
              : new TreeMap<>());
    } catch (JacksonException e) {
      // Worth no more than new keys, which the next lines of the demo make.
      return new KeyFile(file, new TreeMap<>());
    }
  }

  Optional<DeviceKey> find(String device) {
    return Optional.ofNullable(keys.get(device));
  }

  void keep(String device, DeviceKey key) {
    keys.put(device, key);
    try {
      Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Secrets.writePrivately(file, Gateway.JSON.writeValueAsString(keys));
  }
}
