package io.sensorplatform.local.server;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;

/** A {@code .properties} file for a server: only its owner may read it, for it may hold secrets. */
public final class SettingsFile {
  private SettingsFile() {}

  /** Settings as text, and further names and values in turn. */
  public static Properties of(String text, String... namesAndValues) {
    var settings = new Properties();
    try {
      settings.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.setProperty(namesAndValues[i], namesAndValues[i + 1]);
    }
    return settings;
  }

  public static void write(Path file, Properties settings) {
    var text = new StringWriter();
    try {
      settings.store(text, "Written at each start.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Secrets.writePrivately(file, text.toString());
  }
}
