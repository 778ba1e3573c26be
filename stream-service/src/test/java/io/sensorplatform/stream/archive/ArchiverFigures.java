package io.sensorplatform.stream.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ReadingColumns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.io.LocalOutputFile;

/**
 * The archiver's speed beside that of the bare Parquet writer, and bytes per reading, on the
 * weather data that the demo ships. No test: run its {@code main} on an idle machine, with {@code
 * -Dreadings=} and {@code -Drounds=}.
 *
 * <p>Ours takes records as Kafka gives them: decodes, counts, and writes an {@link OpenFile}. The
 * bare writer takes readings that are decoded already and feeds the same column writers (same
 * columns, encodings, codec, level, row groups) without anything else. Both are run in turn; what
 * counts is the ratio of the medians.
 */
public final class ArchiverFigures {

  private static final Map<String, String> UNITS =
      Map.of(
          "pressure", "hPa",
          "temperature", "Cel",
          "temp_max", "Cel",
          "temp_min", "Cel",
          "precipitation", "mm",
          "wind", "m/s");

  private static final int LEVEL = 3;
  private static final int GROUP = 1_000_000;

  private final Path directory = Files.createTempDirectory("archiver-figures-");

  private ArchiverFigures() throws IOException {}

  public static void main(String[] arguments) throws Exception {
    new ArchiverFigures()
        .run(Integer.getInteger("readings", 1_000_000), Integer.getInteger("rounds", 7));
  }

  private void run(int count, int rounds) throws Exception {
    var readings = readings(count);
    var records = readings.stream().map(ReadingCodec::encode).toList();
    // Each reading once: repeats would compress better than what devices measure.
    int once = Math.min(shipped().size(), count);
    long json = readings.subList(0, once).stream().mapToLong(ArchiverFigures::json).sum();
    long bytes = ours(records.subList(0, once));
    var ours = new double[rounds];
    var bare = new double[rounds];
    for (int round = -2; round < rounds; round++) {
      long begun = System.nanoTime();
      ours(records);
      long between = System.nanoTime();
      bare(readings);
      long ended = System.nanoTime();
      if (round >= 0) {
        ours[round] = count / (double) (between - begun) * TimeUnit.SECONDS.toNanos(1);
        bare[round] = count / (double) (ended - between) * TimeUnit.SECONDS.toNanos(1);
      }
    }
    Files.delete(directory);
    System.out.printf(
        "%,d readings, %d rounds, zstd level %d%n"
            + "archiver, with decoding  %,12.0f rows/s%n"
            + "bare Parquet writer      %,12.0f rows/s%n"
            + "ratio                    %12.2f   (aim 0.8)%n"
            + "bytes per reading        %12.2f%n"
            + "JSON bytes per reading   %12.2f%n"
            + "of the JSON              %11.1f%%   (aim 5%%)%n",
        count,
        rounds,
        LEVEL,
        median(ours),
        median(bare),
        median(ours) / median(bare),
        bytes / (double) once,
        json / (double) once,
        100.0 * bytes / json);
  }

  private long ours(List<byte[]> records) throws Exception {
    var compressor = new ZstdCompressor(LEVEL);
    var file =
        new OpenFile(
            directory.resolve("ours.parquet"),
            new SourcePartition("sensor.readings", new UUID(0, 0), 0),
            0,
            new OpenFile.Opened(0, 0),
            compressor,
            new ReadingColumns.Names());
    for (int offset = 0; offset < records.size(); offset++) {
      file.add(ReadingCodec.decode(records.get(offset)), offset);
    }
    var cut = file.cut();
    cut.metadata();
    cut.delete();
    compressor.close();
    return cut.bytes();
  }

  private void bare(List<Reading> readings) throws IOException {
    var compressor = new ZstdCompressor(LEVEL);
    var path = directory.resolve("bare.parquet");
    var file =
        new ParquetFileWriter(
            new LocalOutputFile(path),
            ReadingColumns.SCHEMA,
            Mode.OVERWRITE,
            Long.MAX_VALUE,
            0,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            true);
    file.start();
    var names = new ReadingColumns.Names();
    for (int from = 0; from < readings.size(); from += GROUP) {
      var group = readings.subList(from, Math.min(from + GROUP, readings.size()));
      var pages =
          new ColumnChunkPageWriteStore(
              compressor,
              ReadingColumns.SCHEMA,
              new HeapByteBufferAllocator(),
              ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
              true);
      var store =
          ReadingColumns.PROPERTIES.newColumnWriteStore(ReadingColumns.SCHEMA, pages, pages);
      var columns = new ReadingColumns(store, names);
      for (int row = 0; row < group.size(); row++) {
        columns.add(group.get(row), from + row);
      }
      file.startBlock(group.size());
      store.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
      store.close();
      pages.close();
    }
    file.end(Map.of());
    file.close();
    compressor.close();
    Files.delete(path);
  }

  /** Of one reading as a device posts it, in an array. */
  private static long json(Reading reading) {
    return """
    {"sensorId":"%s","observedAt":"%s","value":%s,"unit":"%s"},\
    """
        .formatted(
            reading.sensorId(),
            LocalDateTime.ofEpochSecond(reading.observedAtMicros() / 1_000_000, 0, ZoneOffset.UTC)
                + ":00Z",
            reading.value(),
            reading.unit())
        .length();
  }

  /** The files over and over, each time some years later, in the order in which devices post. */
  private static List<Reading> readings(int count) throws IOException {
    var once = shipped();
    var readings = new ArrayList<Reading>(count);
    for (int i = 0; i < count; i++) {
      var reading = once.get(i % once.size());
      long later = TimeUnit.DAYS.toMicros(1_461L * (i / once.size()));
      // Posted five hundred at a time: these have one time of receipt.
      long received = 1_700_000_000_000_000L + i / 500 * 20_137L;
      readings.add(
          new Reading(
              "default",
              reading.sensorId(),
              reading.observedAtMicros() + later,
              reading.value(),
              reading.unit(),
              0,
              received));
    }
    return readings;
  }

  private static List<Reading> shipped() throws IOException {
    var once = new ArrayList<Reading>();
    once.addAll(read("seattle-weather-hourly-normals.csv", "seattle/normals/"));
    once.addAll(read("weather.csv", "weather/"));
    return once;
  }

  private static List<Reading> read(String file, String prefix) throws IOException {
    var readings = new ArrayList<Reading>();
    try (var in =
            Objects.requireNonNull(
                ArchiverFigures.class.getResourceAsStream(
                    "/io/sensorplatform/local/demo/" + file));
        var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      var columns = Arrays.asList(lines.readLine().split(","));
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

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
