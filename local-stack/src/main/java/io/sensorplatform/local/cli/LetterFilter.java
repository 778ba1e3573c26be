package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that name dead letters by what they have in common. */
final class LetterFilter {

  @Option(names = "--reason", paramLabel = "CODE", description = "Such as malformed.")
  private @Nullable String reason;

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's.")
  private @Nullable String tenant;

  @Option(
      names = "--sensor",
      paramLabel = "ID",
      description = "Only this sensor's; with * at the end all that begin so.")
  private @Nullable String sensor;

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "Not older: 90m, 12h, 7d, or an instant such as 2026-11-21T10:00:00Z.")
  private @Nullable String since;

  /** For picocli. */
  LetterFilter(Session session) {}

  /** Of those options that are given, by the API's names. */
  Map<String, String> toMap() {
    var filter = new LinkedHashMap<String, String>();
    put(filter, "reason", reason);
    put(filter, "tenant", tenant);
    put(filter, "sensor", sensor);
    put(filter, "from", since == null ? null : instant(since));
    return filter;
  }

  private static void put(Map<String, String> filter, String name, @Nullable String value) {
    if (value != null) {
      filter.put(name, value);
    }
  }

  private static String instant(String since) {
    if (!since.matches("[0-9]{1,6}[smhd]")) {
      return since;
    }
    try {
      var text = since.toUpperCase(java.util.Locale.ROOT);
      var ago = Duration.parse(text.endsWith("D") ? "P" + text : "PT" + text);
      return Clock.systemUTC().instant().minus(ago).toString();
    } catch (DateTimeException e) {
      throw new StackException("--since %s is not a time".formatted(since), e);
    }
  }
}
