package io.sensorplatform.bench;

import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.Figure;
import io.sensorplatform.bench.result.StageRun;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.archive.ArchiveDoor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the archiver does with records as Kafka gives them (decode, count, write the file, take its
 * checksum), next to Parquet's own writer of records, and to its column writers, which both take
 * readings that are decoded already; and how many bytes a reading takes, next to its JSON. On the
 * weather data that the demo ships.
 *
 * <p>{@code --readings} of a round (1,000,000), {@code --rounds} (7).
 */
public final class ArchiverBench {

  private static final String OURS = "archiver, with decoding";
  private static final String BARE = "bare Parquet writer";
  private static final String COLUMNS = "its column writers, fed directly";
  private static final int WARM_UPS = 2;

  private ArchiverBench() {}

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int count = given.number("readings", 1_000_000, 500_000);
    int rounds = given.number("rounds", 7, 3);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("archiver", given.toString(), given.isShort());
    Path directory = Files.createTempDirectory("archiver-bench");
    var archive = new ArchiveDoor(directory);
    var readings = WeatherReadings.repeated(count);
    var records = readings.stream().map(ReadingCodec::encode).toList();
    var rates = new Comparison("rows/s");
    for (int round = -WARM_UPS; round < rounds; round++) {
      long begun = System.nanoTime();
      archive.archive(records);
      long between = System.nanoTime();
      archive.records(readings);
      long later = System.nanoTime();
      archive.bare(readings);
      long ended = System.nanoTime();
      if (round >= 0) {
        rates.add(OURS, count * 1e9 / (between - begun));
        rates.add(BARE, count * 1e9 / (later - between));
        rates.add(COLUMNS, count * 1e9 / (ended - later));
      }
    }
    run.add(rates.figure(OURS, OURS, BARE, Aim.ratioAtLeast(0.8)));
    run.add(rates.figure(OURS, OURS, COLUMNS, null));
    run.add(size(archive));
    Files.delete(directory);
    run.write(json);
    System.exit(0);
  }

  /** Of each reading once: repeats would compress better than what devices measure. */
  private static Figure size(ArchiveDoor archive) throws Exception {
    var once = WeatherReadings.once();
    double posted = once.stream().mapToLong(WeatherReadings::json).sum();
    double archived = archive.archive(once.stream().map(ReadingCodec::encode).toList());
    return Figure.of(
        "size in the archive",
        "bytes a reading",
        List.of(archived / once.size()),
        "its JSON",
        List.of(posted / once.size()),
        Aim.ratioAtMost(0.05));
  }
}
