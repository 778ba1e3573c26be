package io.sensorplatform.local.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The ledger for a person's eyes; what is missing is marked. */
final class LedgerTable {
  private static final List<String> TOTALS =
      List.of(
          "accepted",
          "acknowledged",
          "spooled",
          "produced",
          "stored",
          "replaced",
          "deadLettered",
          "replayed",
          "discarded",
          "archived",
          "onKafka",
          "waitingInSpool",
          "inFlight",
          "lost",
          "difference");

  private static final List<String> PARTITIONS =
      List.of(
          "partition",
          "/offsets/next",
          "/offsets/end",
          "stored",
          "replaced",
          "deadLettered",
          "onKafka",
          "archived",
          "/offsets/lost",
          "/offsets/difference");

  private static final List<String> HOURS =
      List.of(
          "tenant",
          "hour",
          "accepted",
          "acknowledged",
          "stored",
          "replaced",
          "deadLettered",
          "inFlight",
          "archived",
          "difference");

  private final Terminal terminal;

  LedgerTable(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(JsonNode ledger, boolean withHours) {
    table(PARTITIONS, ledger.path("partitions"));
    if (withHours) {
      terminal.out.println();
      table(HOURS, ledger.path("hours"));
    }
    terminal.out.println();
    for (String name : TOTALS) {
      String line = "%-16s %14s".formatted(heading(name), cell(ledger.path("totals"), name));
      terminal.out.println(isMissing(ledger.path("totals"), name) ? terminal.bad(line) : line);
    }
    terminal.out.println();
    terminal.out.println(verdict(ledger));
    if (!ledger.path("kafka").asString("").equals("available")) {
      terminal.out.println(
          terminal.bad("Kafka does not answer: what waits there is as last known."));
    }
  }

  private String verdict(JsonNode ledger) {
    long difference = ledger.at("/totals/difference").asLong(0);
    if (difference != 0) {
      return terminal.bad("%,d readings are missing.".formatted(difference));
    }
    return terminal.good("accepted = stored + replaced + dead-lettered + in flight");
  }

  private void table(List<String> columns, JsonNode rows) {
    var lines = new ArrayList<List<String>>();
    lines.add(columns.stream().map(LedgerTable::heading).map(String::toUpperCase).toList());
    for (JsonNode row : rows) {
      lines.add(columns.stream().map(column -> cell(row, column)).toList());
    }
    int[] widths = new int[columns.size()];
    for (var line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (int l = 0; l < lines.size(); l++) {
      var text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        text.append(("%" + (i == 0 ? "-" : "") + widths[i] + "s  ").formatted(lines.get(l).get(i)));
      }
      boolean missing = l > 0 && isMissing(rows.get(l - 1), columns.getLast());
      String line = text.toString().stripTrailing();
      terminal.out.println(missing ? terminal.bad(line) : line);
    }
  }

  private static boolean isMissing(JsonNode row, String column) {
    return column.endsWith("difference") && value(row, column).asLong(0) != 0;
  }

  /** Offsets and numbers with their thousands apart; what is not known is a dash. */
  private static String cell(JsonNode row, String column) {
    JsonNode value = value(row, column);
    if (value.isIntegralNumber()) {
      return "%,d".formatted(value.asLong());
    }
    return value.isNull() || value.isMissingNode() ? "-" : value.asString();
  }

  private static JsonNode value(JsonNode row, String column) {
    return column.startsWith("/") ? row.at(column) : row.path(column);
  }

  /** {@code /offsets/deadLettered} is headed {@code dead-lettered}. */
  private static String heading(String column) {
    return column
        .substring(column.lastIndexOf('/') + 1)
        .replaceAll("([A-Z])", "-$1")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
