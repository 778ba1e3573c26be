package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters a command changes: some by id, or all that a filter finds. */
final class LetterSelection {

  @Parameters(paramLabel = "ID", arity = "0..*", description = "Dead letters, by id.")
  private List<Long> ids = new ArrayList<>();

  @Option(names = "--all", description = "All open ones that the options below name.")
  private boolean all;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask: really all, if no option below names some.")
  private boolean yes;

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
  LetterSelection(Session session) {}

  /** As the API takes it. */
  Map<String, Object> toBody() {
    if (ids.isEmpty() == !all) {
      throw new StackException("name dead letters by their ids, or say --all");
    }
    var filter = filter(reason, tenant, sensor, since);
    if (!all) {
      if (!filter.isEmpty()) {
        throw new StackException("ids name dead letters already; options that do so go with --all");
      }
      return new LinkedHashMap<>(Map.of("ids", ids));
    }
    if (filter.isEmpty() && !yes) {
      throw new StackException("this means every open dead letter; say so with --yes");
    }
    return new LinkedHashMap<>(Map.of("query", filter));
  }

  static Map<String, String> filter(
      @Nullable String reason,
      @Nullable String tenant,
      @Nullable String sensor,
      @Nullable String since) {
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
