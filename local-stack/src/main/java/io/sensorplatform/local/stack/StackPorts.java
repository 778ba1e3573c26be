package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.Ports;
import io.sensorplatform.local.server.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/**
 * The ports of one stack, kept in its data directory, where they may also be edited by hand.
 *
 * @param chosenFree whether they were picked because they were free
 */
record StackPorts(Map<Port, Integer> numbers, boolean chosenFree) {
  private static final String CHOSEN_FREE = "chosen-free";

  StackPorts {
    var copy = new EnumMap<Port, Integer>(Port.class);
    for (Port port : Port.values()) {
      Integer number = numbers.get(port);
      copy.put(port, number == null ? port.usual() : number);
    }
    numbers = copy;
  }

  static StackPorts usual() {
    return new StackPorts(Map.of(), false);
  }

  static StackPorts free() {
    var numbers = new EnumMap<Port, Integer>(Port.class);
    for (Port port : Port.values()) {
      numbers.put(port, Ports.free());
    }
    return new StackPorts(numbers, true);
  }

  /** What the file says; the defaults for what it does not. */
  static StackPorts read(Path file) {
    if (!Files.exists(file)) {
      return usual();
    }
    var kept = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      kept.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var numbers = new EnumMap<Port, Integer>(Port.class);
    for (Port port : Port.values()) {
      String text = kept.getProperty(port.label());
      if (text != null) {
        numbers.put(port, number(file, port, text));
      }
    }
    return new StackPorts(numbers, Boolean.parseBoolean(kept.getProperty(CHOSEN_FREE)));
  }

  void write(Path file) {
    var kept = new Properties();
    numbers.forEach((port, number) -> kept.setProperty(port.label(), number.toString()));
    kept.setProperty(CHOSEN_FREE, Boolean.toString(chosenFree));
    SettingsFile.write(file, kept);
  }

  int number(Port port) {
    return numbers.getOrDefault(port, port.usual());
  }

  private static int number(Path file, Port port, String text) {
    try {
      int number = Integer.parseInt(text.strip());
      if (number > 0 && number < 65_536) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new StackException("%s: %s=%s is no port".formatted(file, port.label(), text));
  }
}
