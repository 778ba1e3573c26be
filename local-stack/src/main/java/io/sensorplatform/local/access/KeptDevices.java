package io.sensorplatform.local.access;

import io.sensorplatform.local.server.Secrets;
import io.sensorplatform.local.server.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The keys of devices that were registered here, so that tokens can be got later by name. Each in a
 * file that only its owner may read.
 */
record KeptDevices(Path directory) {
  /** A device's login. */
  record Login(String clientId, String apiKey) {}

  Optional<Login> find(String name) {
    Path file = file(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var kept = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      kept.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(
        new Login(kept.getProperty("client-id", ""), kept.getProperty("api-key", "")));
  }

  void keep(String name, Login login) {
    Secrets.createPrivateDirectory(directory);
    SettingsFile.write(
        file(name), SettingsFile.of("", "client-id", login.clientId(), "api-key", login.apiKey()));
  }

  private Path file(String name) {
    // A name may hold anything that can be printed; a file name may not.
    return directory.resolve(
        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A") + ".properties");
  }
}
