package io.sensorplatform.local.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The pipeline for a person's eyes, in lines of 100 columns at most. */
final class PipelinePage {
  private static final int WIDTH = 100;
  private static final int MOST_PAUSED = 3;
  private static final String INDENT = " ".repeat(10);

  private final Terminal terminal;
  private final List<String> lines = new ArrayList<>();

  PipelinePage(Terminal terminal) {
    this.terminal = terminal;
  }

  List<String> lines(JsonNode pipeline) {
    lines.clear();
    Instant at = Instant.parse(pipeline.path("at").asString());
    String verdict = pipeline.path("verdict").asString();
    lines.add("Pipeline at %s: %s".formatted(time(at), coloured(verdict, verdict)));
    JsonNode gateway = pipeline.path("gateway");
    if (gateway.isObject()) {
      Instant since = Instant.parse(gateway.path("silentSince").asString());
      add(
          "The gateway does not tell it since %s (%s); this is what the services say themselves."
              .formatted(time(since), ago(since, at)),
          true);
      add("Why: " + gateway.path("why").asString(), true);
    }
    lines.add("");
    add(
        "%-9s %-9s %10s %10s %9s %8s  %s"
            .formatted("STAGE", "VERDICT", "10 S", "60 S", "WAITING", "OLDEST", ""),
        false);
    for (JsonNode stage : pipeline.path("stages")) {
      stage(stage, at);
    }
    return List.copyOf(lines);
  }

  private void stage(JsonNode stage, Instant at) {
    String verdict = stage.path("verdict").asString();
    String row =
        cut(
            "%-9s %-9s %10s %10s %9s %8s  %s"
                .formatted(
                    stage.path("stage").asString(),
                    verdict,
                    rate(stage.at("/rate/last10s")),
                    rate(stage.at("/rate/last60s")),
                    count(stage.at("/lag/records")),
                    stage.hasNonNull("oldest")
                        ? ago(Instant.parse(stage.path("oldest").asString()), at)
                        : "-",
                    stage.path("say").asString()));
    // Only the word, which begins in the eleventh column.
    int end = 10 + verdict.length();
    lines.add(
        row.substring(0, 10) + coloured(verdict, row.substring(10, end)) + row.substring(end));
    details(stage, at, verdict);
  }

  private void details(JsonNode stage, Instant at, String verdict) {
    if (!verdict.equals("ok")) {
      Instant since = Instant.parse(stage.path("since").asString());
      add(
          "%ssince %s (%s), what to do: docs/operations/runbooks/%s.md"
              .formatted(INDENT, time(since), ago(since, at), stage.path("runbook").asString("-")),
          false);
    }
    if (!stage.path("errors").isEmpty()) {
      add(INDENT + "errors of a minute: " + errors(stage), false);
    }
    for (JsonNode breaker : stage.path("breakers")) {
      if (!breaker.path("state").asString().equals("closed")) {
        add(
            "%sbreaker of %s-service: %s%s"
                .formatted(
                    INDENT,
                    breaker.path("downstream").asString(),
                    breaker.path("state").asString(),
                    since(breaker)),
            false);
      }
    }
    JsonNode spool = stage.path("spool");
    if (spool.isObject() && !spool.path("state").asString().equals("direct")) {
      add(
          "%s%s%s: %,d readings wait, %s of %s"
              .formatted(
                  INDENT,
                  spool.path("state").asString(),
                  since(spool),
                  spool.path("waiting").asLong(),
                  bytes(spool.path("bytes").asLong()),
                  bytes(spool.path("cap").asLong())),
          false);
    }
    paused(stage.path("paused"), at);
  }

  /** Those that wait for the same are one line. */
  private void paused(JsonNode paused, Instant at) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (JsonNode partition : paused) {
      String next =
          partition.hasNonNull("nextTry")
              ? "next try in " + ago(at, Instant.parse(partition.path("nextTry").asString()))
              : "tried all the time";
      String reason =
          "%s, %s: %s".formatted(since(partition), next, partition.path("why").asString());
      byReason
          .computeIfAbsent(reason, unused -> new ArrayList<>())
          .add(partition.path("partition").asString());
    }
    int shown = 0;
    for (Map.Entry<String, List<String>> entry : byReason.entrySet()) {
      if (shown++ == MOST_PAUSED) {
        add("%sand more".formatted(INDENT), false);
        return;
      }
      List<String> names = entry.getValue();
      String who =
          names.size() == 1 ? names.getFirst() + " waits" : names.size() + " partitions wait";
      add(INDENT + who + entry.getKey(), false);
    }
  }

  /** Such as {@code 3 timeout since 10:15:30Z, 1 connection since 10:15:31Z}. */
  static String errors(JsonNode stage) {
    return stage
        .path("errors")
        .valueStream()
        .map(error ->
            "%s %s%s"
                .formatted(
                    error.path("last60s").asLong() == 0 ? "still" : error.path("last60s"),
                    error.path("category").asString(),
                    since(error)))
        .collect(Collectors.joining(", "));
  }

  private void add(String line, boolean bad) {
    String whole = cut(line);
    lines.add(bad ? terminal.bad(whole) : whole);
  }

  private String coloured(String verdict, String text) {
    return switch (verdict) {
      case "ok" -> terminal.good(text);
      case "degraded" -> terminal.strong(text);
      default -> terminal.bad(text);
    };
  }

  private static String cut(String line) {
    String one = line.replaceAll("\\p{Cntrl}", " ").stripTrailing();
    return one.length() <= WIDTH ? one : one.substring(0, WIDTH - 1) + "~";
  }

  private static String since(JsonNode of) {
    return of.hasNonNull("since")
        ? " since " + time(Instant.parse(of.path("since").asString()))
        : "";
  }

  private static String time(Instant instant) {
    return instant.toString().substring(11, 19) + "Z";
  }

  private static String rate(JsonNode rate) {
    return rate.isNumber() ? String.format(Locale.ROOT, "%,.1f/s", rate.asDouble()) : "-";
  }

  private static String count(JsonNode number) {
    return number.isNumber() ? String.format(Locale.ROOT, "%,d", number.asLong()) : "-";
  }

  static String ago(Instant from, Instant to) {
    long seconds = Math.max(Duration.between(from, to).toSeconds(), 0);
    return seconds < 120
        ? seconds + " s"
        : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }

  private static String bytes(long bytes) {
    return bytes < 1 << 20
        ? bytes / 1024 + " KiB"
        : bytes < 1L << 30 ? (bytes >> 20) + " MiB" : (bytes >> 30) + " GiB";
  }
}
