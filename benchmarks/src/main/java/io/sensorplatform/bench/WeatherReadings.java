package io.sensorplatform.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.reading.Reading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The weather data that the demo ships: what sensors did measure, as it would be posted. */
final class WeatherReadings {

  private static final Map<String, String> UNITS =
      Map.of(
          "pressure", "hPa",
          "temperature", "Cel",
          "temp_max", "Cel",
          "temp_min", "Cel",
          "precipitation", "mm",
          "wind", "m/s");

  private WeatherReadings() {}

  /** Each once. */
  static List<Reading> once() throws IOException {
    var once = new ArrayList<Reading>();
    once.addAll(read("seattle-weather-hourly-normals.csv", "seattle/normals/"));
    once.addAll(read("weather.csv", "weather/"));
    return received(once);
  }

  /** Over and over, each time some years later, in the order in which devices post. */
  static List<Reading> repeated(int count) throws IOException {
    var once = once();
    var readings = new ArrayList<Reading>(count);
    for (int i = 0; i < count; i++) {
      var reading = once.get(i % once.size());
      long later = TimeUnit.DAYS.toMicros(1_461L * (i / once.size()));
      readings.add(at(reading, reading.observedAtMicros() + later, 0));
    }
    return received(readings);
  }

  /** Bytes of one reading as a device posts it, in an array. */
  static long json(Reading reading) {
    LocalDateTime at =
        LocalDateTime.ofEpochSecond(reading.observedAtMicros() / 1_000_000, 0, ZoneOffset.UTC);
    return "{\"sensorId\":\"%s\",\"observedAt\":\"%s:00Z\",\"value\":%s,\"unit\":\"%s\"},"
        .formatted(reading.sensorId(), at, reading.value(), reading.unit())
        .length();
  }

  /** Posted five hundred at a time: these have one time of receipt. */
  private static List<Reading> received(List<Reading> readings) {
    var received = new ArrayList<Reading>(readings.size());
    for (int i = 0; i < readings.size(); i++) {
      var reading = readings.get(i);
      received.add(
          at(reading, reading.observedAtMicros(), 1_700_000_000_000_000L + i / 500 * 20_137L));
    }
    return received;
  }

  private static Reading at(Reading reading, long observedAt, long receivedAt) {
    return new Reading(
        reading.tenant(),
        reading.sensorId(),
        observedAt,
        reading.value(),
        reading.unit(),
        0,
        receivedAt);
  }

  private static List<Reading> read(String file, String prefix) throws IOException {
    var readings = new ArrayList<Reading>();
    try (var in =
            Objects.requireNonNull(
                WeatherReadings.class.getResourceAsStream(
                    "/io/sensorplatform/local/demo/" + file));
        var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      var columns = Arrays.asList(Objects.requireNonNull(lines.readLine()).split(","));
      int date = columns.indexOf("date");
      int location = columns.indexOf("location");
      for (var line : lines.lines().toList()) {
        var cells = line.split(",", -1);
        var at =
            cells[date].contains("T")
                ? LocalDateTime.parse(cells[date])
                : LocalDate.parse(cells[date]).atStartOfDay();
        var place = location < 0 ? prefix : prefix + cells[location].replace(' ', '-') + "/";
        for (int column = 0; column < cells.length; column++) {
          var unit = UNITS.get(columns.get(column));
          if (unit != null) {
            readings.add(
                new Reading(
                    "default",
                    place + columns.get(column),
                    at.toEpochSecond(ZoneOffset.UTC) * 1_000_000,
                    Double.parseDouble(cells[column]),
                    unit,
                    0,
                    0));
          }
        }
      }
    }
    return readings;
  }
}
