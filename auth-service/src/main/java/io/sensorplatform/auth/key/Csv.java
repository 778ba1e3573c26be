package io.sensorplatform.auth.key;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values (RFC 4180), where a quoted field may hold commas and line ends. */
final class Csv {

  private final String text;
  private int at;
  private int line = 1;

  private Csv(String text) {
    this.text = text;
  }

  /**
   * @param line where the record starts, from 1
   */
  record Row(int line, List<String> fields) {}

  /** All records but empty ones, at most one more than {@code max}. */
  static List<Row> rows(String text, int max) {
    // Spreadsheets put a byte order mark in front.
    var csv = new Csv(text.startsWith("\ufeff") ? text.substring(1) : text);
    List<Row> rows = new ArrayList<>();
    while (csv.at < csv.text.length() && rows.size() <= max) {
      Row row = csv.row();
      if (row.fields().size() > 1 || !row.fields().getFirst().isBlank()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private Row row() {
    int start = line;
    List<String> fields = new ArrayList<>();
    do {
      fields.add(isAt('"') ? quoted() : plain());
    } while (take(','));
    if (at < text.length() && !takeLineEnd()) {
      throw new ProblemException(
          ProblemCode.MALFORMED_REQUEST,
          "Line %d is no CSV: text follows a quoted field.".formatted(line));
    }
    return new Row(start, fields);
  }

  private String plain() {
    int start = at;
    while (at < text.length() && !isAt(',') && !isAt('\n') && !isAt('\r')) {
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() {
    int start = line;
    var field = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        field.append(c);
        line += c == '\n' ? 1 : 0;
      } else if (!take('"')) {
        return field.toString();
      } else {
        field.append('"');
      }
    }
    throw new ProblemException(
        ProblemCode.MALFORMED_REQUEST,
        "Line %d is no CSV: a quote is not closed.".formatted(start));
  }

  private boolean takeLineEnd() {
    boolean carriage = take('\r');
    boolean feed = take('\n');
    line++;
    return carriage || feed;
  }

  private boolean take(char c) {
    boolean there = isAt(c);
    at += there ? 1 : 0;
    return there;
  }

  private boolean isAt(char c) {
    return at < text.length() && text.charAt(at) == c;
  }
}
