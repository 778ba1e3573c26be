package io.sensorplatform.auth.key;

import io.sensorplatform.auth.device.DeviceRequest;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the devices that are to be imported, each with the line that it stands in. */
final class ImportLines {

  private static final Set<String> COLUMNS = Set.of("name", "sensors", "tenant");

  private ImportLines() {}

  /**
   * @param request null: the line is no device
   */
  record Line(int number, @Nullable DeviceRequest request) {}

  /** One object a line; empty lines are passed over. */
  static List<Line> ofNdjson(String text, JsonMapper json, int max) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (!line.isBlank() && lines.size() <= max) {
        lines.add(new Line(number, parse(line, json)));
      }
    }
    return lines;
  }

  private static @Nullable DeviceRequest parse(String line, JsonMapper json) {
    try {
      return json.readValue(line, DeviceRequest.class);
    } catch (JacksonException e) {
      return null;
    }
  }

  /** With a first line that names the columns; prefixes are parted by blanks or semicolons. */
  static List<Line> ofCsv(String text, int max) {
    List<Csv.Row> rows = Csv.rows(text, max + 1);
    if (rows.isEmpty()) {
      return List.of();
    }
    List<String> columns = rows.getFirst().fields().stream().map(String::strip).toList();
    if (!columns.contains("name")
        || !columns.contains("sensors")
        || !COLUMNS.containsAll(columns)
        || Set.copyOf(columns).size() != columns.size()) {
      throw new ProblemException(
          ProblemCode.REQUEST_INVALID,
          "The first line must name the columns: name,sensors or name,sensors,tenant.");
    }
    return rows.stream()
        .skip(1)
        .map(row -> new Line(row.line(), request(columns, row.fields())))
        .toList();
  }

  private static @Nullable DeviceRequest request(List<String> columns, List<String> fields) {
    if (fields.size() != columns.size()) {
      return null;
    }
    int tenant = columns.indexOf("tenant");
    List<@Nullable String> prefixes = new ArrayList<>();
    for (String prefix : fields.get(columns.indexOf("sensors")).split("[\\s;]+", -1)) {
      if (!prefix.isEmpty()) {
        prefixes.add(prefix);
      }
    }
    return new DeviceRequest(
        fields.get(columns.indexOf("name")).strip(),
        prefixes,
        tenant < 0 || fields.get(tenant).isBlank() ? null : fields.get(tenant).strip());
  }
}
