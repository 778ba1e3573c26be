package io.sensorplatform.local.cli;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Dead letters for a person. */
final class LetterTable {
  private static final String ROW = "%-8s %-26s %-10s %-25s %-36s %-20s %s%n";
  private static final int LONGEST_DETAIL = 100;
  private static final int LONGEST_HEX = 512;

  private final Terminal terminal;
  private final String self;

  LetterTable(Terminal terminal, String self) {
    this.terminal = terminal;
    this.self = self;
  }

  void list(JsonNode page) {
    var letters = page.path("items");
    if (letters.isEmpty()) {
      terminal.out.println("No dead letters.");
      return;
    }
    terminal.out.printf(
        Locale.ROOT,
        ROW,
        "ID",
        "WRITTEN",
        "STATE",
        "REASON",
        "SENSOR",
        "PARTITION@OFFSET",
        "DETAIL");
    for (var letter : letters) {
      terminal.out.printf(
          Locale.ROOT,
          ROW,
          letter.path("id").asString(),
          second(letter.path("createdAt").asString("")),
          letter.path("state").asString(),
          letter.path("reason").asString(),
          letter.has("tenant")
              ? letter.path("tenant").asString() + " " + letter.path("sensorId").asString("")
              : "unknown",
          letter.path("partition").asString() + "@" + letter.path("offset").asString(),
          shortened(letter.path("detail").asString(""), LONGEST_DETAIL));
    }
    if (page.hasNonNull("next")) {
      terminal.progress("There are more; --limit shows up to 1000 of them.");
    }
    terminal.progress("One in full: %s dead-letters show ID".formatted(self));
  }

  void show(JsonNode letter) {
    line("dead letter", "%s, %s".formatted(text(letter, "id"), text(letter, "state")));
    line("reason", text(letter, "reason") + ": " + text(letter, "detail"));
    line(
        "came from",
        "%s-%s@%s, written %s"
            .formatted(
                text(letter, "topic"),
                text(letter, "partition"),
                text(letter, "offset"),
                text(letter, "createdAt")));
    line("attempts", text(letter, "attempts") + earlier(letter));
    line("trace", letter.path("traceId").asString("not traced"));
    line("key", letter.path("key").asString("none"));
    line("reading", reading(letter.path("reading")));
    if (letter.has("original")) {
      line("as it came", reading(letter.path("original")));
    }
    var payload = letter.path("payload");
    line("bytes", payload.path("length").asString("none"));
    if (payload.has("hex")) {
      line("hex", shortened(payload.path("hex").asString(), LONGEST_HEX));
    }
    for (var change : letter.path("history")) {
      line(
          "history",
          "%s %s by %s%s"
              .formatted(
                  text(change, "at"),
                  text(change, "action"),
                  text(change, "subject"),
                  what(change)));
    }
  }

  private static String earlier(JsonNode letter) {
    return (letter.has("earlierId") ? ", the one before: letter " + text(letter, "earlierId") : "")
        + (letter.has("laterId") ? ", came back as letter " + text(letter, "laterId") : "");
  }

  private static String what(JsonNode change) {
    if (change.has("reason")) {
      return ": " + text(change, "reason");
    }
    if (change.has("after")) {
      return ": " + reading(change.path("before")) + " -> " + reading(change.path("after"));
    }
    return change.has("offset")
        ? ": replay %s, now %s-%s@%s"
            .formatted(
                text(change, "replayId"),
                text(change, "topic"),
                text(change, "partition"),
                text(change, "offset"))
        : "";
  }

  private static String reading(JsonNode reading) {
    return reading.isObject()
        ? "%s %s %s = %s%s, received %s"
            .formatted(
                text(reading, "tenant"),
                text(reading, "sensorId"),
                text(reading, "observedAt"),
                text(reading, "value"),
                reading.has("unit") ? " " + text(reading, "unit") : "",
                text(reading, "receivedAt"))
        : "the bytes are no reading";
  }

  private void line(String name, String value) {
    terminal.out.printf(Locale.ROOT, "%-12s %s%n", name, value);
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asString("");
  }

  private static String second(String instant) {
    return instant.length() > 19 ? instant.substring(0, 19) + "Z" : instant;
  }

  private static String shortened(String text, int longest) {
    var line = text.lines().findFirst().orElse("");
    return line.length() > longest ? line.substring(0, longest) + "..." : line;
  }
}
