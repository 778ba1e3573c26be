package io.sensorplatform.local.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * What the scripts noted of each answer ({@code load-tests/lib/journal.ts}).
 *
 * <pre>
 * A|U|R time ms status route device user lane from count      a write: its fate, and its readings
 * G time ms status route                                      anything else
 * </pre>
 */
record Journal(SentReadings readings, Series series) {

  /**
   * @param device its number in the fleet
   * @param user of k6
   */
  record Sensor(int device, int user, int lane) implements Comparable<Sensor> {
    private static final Comparator<Sensor> ORDER =
        Comparator.comparingInt(Sensor::device)
            .thenComparingInt(Sensor::user)
            .thenComparingInt(Sensor::lane);

    @Override
    public int compareTo(Sensor other) {
      return ORDER.compare(this, other);
    }
  }

  static Journal read(Path file) {
    var readings = new SentReadings();
    var series = new Series();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read(line, readings, series);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Journal(readings, series);
  }

  private static void read(String line, SentReadings readings, Series series) {
    String[] part = line.split(" ");
    boolean write = part.length == 10 && "AUR".contains(part[0]);
    if (!write && !(part.length == 5 && part[0].equals("G"))) {
      throw new IllegalStateException("the journal has a line that is none: " + line);
    }
    int count = write ? Integer.parseInt(part[9]) : 0;
    series.add(
        Long.parseLong(part[1]),
        Double.parseDouble(part[2]),
        Integer.parseInt(part[3]),
        part[4],
        part[0].equals("A") ? count : 0);
    if (write) {
      readings.add(
          part[0].charAt(0),
          new Sensor(
              Integer.parseInt(part[5]), Integer.parseInt(part[6]), Integer.parseInt(part[7])),
          Integer.parseInt(part[8]),
          count);
    }
  }
}
