package io.sensorplatform.local.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One of the files that the demo ships, as what devices measured. Each column of numbers is a
 * sensor, each place is a device.
 *
 * @param file its name
 * @param rows lines of the file, without the header
 * @param leftOut columns that are no numbers
 * @param tracks what each device measured
 */
record DataSet(String file, int rows, List<String> leftOut, List<Track> tracks) {

  /**
   * What one device measured.
   *
   * @param device its name
   * @param prefix what its sensors' ids start with
   * @param measurements in the order of time
   */
  record Track(String device, String prefix, List<Measurement> measurements) {
    Track {
      measurements = List.copyOf(measurements);
    }
  }

  /** One number of the file; the time is local and without a zone, as it stands there. */
  record Measurement(String sensorId, LocalDateTime at, double value, String unit) {}

  private static final Map<String, String> UNITS =
      Map.of(
          "pressure", "hPa",
          "temperature", "Cel",
          "temp_max", "Cel",
          "temp_min", "Cel",
          "precipitation", "mm",
          "wind", "m/s");

  DataSet {
    leftOut = List.copyOf(leftOut);
    tracks = List.copyOf(tracks);
  }

  /** All that is shipped. */
  static List<DataSet> shipped() {
    return List.of(
        read("seattle-weather-hourly-normals.csv", "seattle/normals/"),
        read("weather.csv", "weather/"));
  }

  int readings() {
    return tracks.stream().mapToInt(track -> track.measurements().size()).sum();
  }

  List<String> sensorIds() {
    return tracks.stream()
        .flatMap(track -> track.measurements().stream())
        .map(Measurement::sensorId)
        .distinct()
        .toList();
  }

  private static DataSet read(String file, String prefix) {
    try (var in =
            Objects.requireNonNull(DataSet.class.getResourceAsStream(file), file + " is missing");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return parse(file, prefix, lines.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads comma separated lines: {@code date}, perhaps {@code location} (which becomes part of the
   * prefix), and columns of numbers with known units. Other columns are left out.
   */
  static DataSet parse(String file, String prefix, List<String> lines) {
    List<String> columns = Arrays.asList(lines.getFirst().split(","));
    int date = columns.indexOf("date");
    int location = columns.indexOf("location");
    Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    for (int line = 1; line < lines.size(); line++) {
      String[] cells = lines.get(line).split(",", -1);
      if (cells.length != columns.size()) {
        throw new IllegalArgumentException(
            "%s:%d has %d cells, not %d".formatted(file, line + 1, cells.length, columns.size()));
      }
      String place = location < 0 ? prefix : prefix + slug(cells[location]) + "/";
      List<Measurement> track = measured.computeIfAbsent(place, ignored -> new ArrayList<>());
      for (int column = 0; column < cells.length; column++) {
        String unit = UNITS.get(columns.get(column));
        if (unit != null) {
          track.add(
              new Measurement(
                  place + columns.get(column),
                  time(cells[date]),
                  Double.parseDouble(cells[column]),
                  unit));
        }
      }
    }
    List<Track> tracks = new ArrayList<>();
    measured.forEach((place, track) -> tracks.add(new Track(device(place), place, track)));
    List<String> leftOut =
        columns.stream()
            .filter(column -> !UNITS.containsKey(column))
            .filter(column -> !column.equals("date") && !column.equals("location"))
            .toList();
    return new DataSet(file, lines.size() - 1, leftOut, tracks);
  }

  private static LocalDateTime time(String text) {
    try {
      return text.contains("T") ? LocalDateTime.parse(text) : LocalDate.parse(text).atStartOfDay();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a date: " + text, e);
    }
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static String device(String prefix) {
    return "demo-" + prefix.substring(0, prefix.length() - 1).replace('/', '-');
  }
}
