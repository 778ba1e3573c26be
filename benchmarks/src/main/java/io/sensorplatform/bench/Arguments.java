package io.sensorplatform.bench;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code --name value} on a benchmark's command line. {@code --short} makes the defaults small: a
 * look whether all works, in a few minutes.
 */
final class Arguments {

  private static final String SHORT = "--short";

  private final Map<String, String> values = new HashMap<>();
  private final Set<String> known = new TreeSet<>(Set.of("--json"));
  private final boolean brief;
  private final String given;

  Arguments(String... arguments) {
    boolean found = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals(SHORT)) {
        found = true;
      } else if (arguments[i].startsWith("--") && i + 1 < arguments.length) {
        values.put(arguments[i], arguments[++i]);
      } else {
        throw new IllegalArgumentException(
            "'%s' is no option with a value".formatted(arguments[i]));
      }
    }
    this.brief = found;
    this.given = String.join(" ", arguments);
  }

  @Override
  public String toString() {
    return given;
  }

  boolean isShort() {
    return brief;
  }

  int number(String name, int usually, int ifShort) {
    String value = text(name, Integer.toString(brief ? ifShort : usually));
    return Integer.parseInt(value.replace("_", "").replace(",", ""));
  }

  String text(String name, String otherwise) {
    known.add("--" + name);
    return values.getOrDefault("--" + name, otherwise);
  }

  /** After all were asked for: refuses what nobody knows. */
  Arguments all() {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "%s is not known; there are %s", name, known));
      }
    }
    return this;
  }
}
