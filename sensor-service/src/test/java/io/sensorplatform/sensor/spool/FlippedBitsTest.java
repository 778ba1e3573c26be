package io.sensorplatform.sensor.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.sensor.spool.Damage.Kind;
import io.sensorplatform.sensor.spool.SpoolSource.Queued;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlippedBitsTest {

  private static final long SEED = Long.getLong("seed", new Random().nextLong());

  /** Does not wait for the disk: nothing here is about power cuts. */
  private static final class QuickDisk extends Disk {

    @Override
    DiskFile create(Path file) throws IOException {
      return new QuickFile(
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE));
    }

    @Override
    DiskFile open(Path file) throws IOException {
      return new QuickFile(
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    void forceDirectory(Path directory) {}
  }

  private static final class QuickFile extends DiskFile {

    QuickFile(FileChannel channel) {
      super(channel);
    }

    @Override
    void force(boolean withSize) {}
  }

  /** Where a record's frame lies. */
  private record Place(Path file, long offset, long end, long id) {}

  @TempDir private Path temporary;

  private final Random random = new Random(SEED);
  private final Map<Long, SpoolRecord> originals = new TreeMap<>();
  private final Map<String, byte[]> files = new HashMap<>();
  private final List<Place> places = new ArrayList<>();
  private int copies;

  @BeforeEach
  void write() throws IOException {
    Path root = temporary.resolve("original");
    try (var log = new TestLog(new QuickDisk(), root)) {
      for (long i = 0; i < 120; i++) {
        SpoolRecord record = TestLog.record(i, random);
        originals.put(i, record);
        log.append(List.of(record)).getFirst().join();
      }
    }
    try (var all = Files.list(root.resolve("log"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    for (String name :
        files.keySet().stream().sorted().filter(n -> n.endsWith("segment")).toList()) {
      Path file = root.resolve("log").resolve(name);
      try (var reader = new SegmentReader(new QuickDisk().open(file), Segment.number(file), 0)) {
        for (Step step; (step = reader.next(files.get(name).length, Step.Hole.NONE)) != null; ) {
          if (step instanceof Step.Sound sound) {
            places.add(
                new Place(
                    file,
                    sound.offset(),
                    sound.end(),
                    sound.record().count() == 0 ? -1 : TestLog.sequence(sound.record())));
          }
        }
      }
    }
    assertThat(segments()).hasSizeGreaterThan(2);
  }

  @Test
  void areFoundInEveryByteOfARecord() throws IOException {
    for (Place place : List.of(small(), small(), lastWithReadings())) {
      for (long at = place.offset; at < place.end; at++) {
        Found found = flip(place.file.getFileName().toString(), at);
        assertThat(found.damage)
            .as(at(place, at))
            .containsAnyOf(Map.entry(Kind.RECORD, 1), Map.entry(Kind.PADDING, 1));
        assertThat(found.readable(originals))
            .as(at(place, at))
            .isGreaterThanOrEqualTo(originals.size() - (place.id < 0 ? 0 : 1));
      }
    }
  }

  @Test
  void areFoundInEveryByteOfAHeader() throws IOException {
    for (String segment : List.of(segments().getFirst(), segments().getLast())) {
      for (long at = 0; at < SegmentHeader.BYTES; at++) {
        Found found = flip(segment, at);
        assertThat(found.damage).as(segment + " at " + at).containsEntry(Kind.HEADER, 1);
        assertThat(found.readable(originals)).isEqualTo(originals.size());
      }
    }
  }

  @Test
  void areFoundInTheCheckpointAndLoseNothing() throws IOException {
    for (int i = 0; i < 50; i++) {
      Found found = flip(Checkpoint.NAME, random.nextInt(files.get(Checkpoint.NAME).length));
      assertThat(found.damage).containsEntry(Kind.CHECKPOINT, 1);
      assertThat(found.readable(originals)).isEqualTo(originals.size());
    }
  }

  @Test
  void areFoundAnywhere() throws IOException {
    for (int i = 0; i < 200; i++) {
      String segment = segments().get(random.nextInt(segments().size()));
      long at = random.nextInt(files.get(segment).length);
      Found found = flip(segment, at);
      assertThat(found.damage).as(segment + " at " + at + ", -Dseed=" + SEED).isNotEmpty();
      assertThat(found.readable(originals)).isGreaterThanOrEqualTo(originals.size() - 1);
    }
  }

  @Test
  void areFoundAlsoWhenThereAreMany() throws IOException {
    for (int i = 0; i < 20; i++) {
      Path root = copy();
      int flips = 2 + random.nextInt(10);
      for (int flip = 0; flip < flips; flip++) {
        Place place = some();
        flipIn(
            root,
            place.file.getFileName().toString(),
            place.offset + random.nextInt((int) (place.end - place.offset)));
      }
      Found found = recover(root);
      assertThat(found.damage).as("-Dseed=" + SEED).isNotEmpty();
      assertThat(found.readable(originals)).isGreaterThanOrEqualTo(originals.size() - flips);
    }
  }

  @Test
  void aSegmentThatIsGoneIsFoundAndTheRestIsRead() throws IOException {
    for (String segment : segments()) {
      Path root = copy();
      Files.delete(root.resolve("log").resolve(segment));
      Found found = recover(root);
      assertThat(found.damage).as(segment).containsEntry(Kind.MISSING, 1);
      long lost =
          places.stream().filter(place -> place.id >= 0 && place.file.endsWith(segment)).count();
      assertThat(found.readable(originals)).isEqualTo((int) (originals.size() - lost));
    }
  }

  @Test
  void damagedBytesAreKeptAside() throws IOException {
    Place place = some();
    Path root = copy();
    flipIn(root, place.file.getFileName().toString(), place.offset + Frame.HEADER);

    Found found = recover(root);

    assertThat(found.damage).containsEntry(Kind.RECORD, 1);
    try (var kept = Files.list(root.resolve("quarantine"))) {
      assertThat(kept)
          .singleElement()
          .satisfies(file -> assertThat(Files.size(file)).isEqualTo(place.end - place.offset));
    }
  }

  private record Found(Map<Kind, Integer> damage, List<SpoolRecord> records) {

    /** How many records there are, each of which must be as it was. */
    int readable(Map<Long, SpoolRecord> originals) {
      int readable = 0;
      for (SpoolRecord record : records) {
        if (record.count() > 0) {
          SpoolRecord original = originals.get(TestLog.sequence(record));
          assertThat(original).as("-Dseed=" + SEED).isNotNull();
          for (int i = 0; i < original.count(); i++) {
            assertThat(record.readings().get(i)).isEqualTo(original.readings().get(i));
          }
          readable++;
        }
      }
      return readable;
    }
  }

  private Found flip(String file, long at) throws IOException {
    Path root = copy();
    flipIn(root, file, at);
    Found found = recover(root);
    try (var all = Files.walk(root)) {
      for (Path old : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(old);
      }
    }
    return found;
  }

  private void flipIn(Path root, String file, long at) throws IOException {
    Path path = root.resolve("log").resolve(file);
    byte[] bytes = Files.readAllBytes(path);
    bytes[(int) at] ^= (byte) (1 << random.nextInt(8));
    Files.write(path, bytes);
  }

  private Found recover(Path root) throws IOException {
    var log = new TestLog(new QuickDisk(), root);
    try (log) {
      var records = log.poll().stream().map(Queued::record).toList();
      long counted = log.recovered.size();
      assertThat(records.stream().filter(record -> record.count() > 0).count())
          .as("what is read is what was counted, -Dseed=" + SEED)
          .isEqualTo(counted);
      return new Found(log.quarantine.counts(), records);
    }
  }

  private Path copy() throws IOException {
    Path root = temporary.resolve("copy-" + copies++);
    Files.createDirectories(root.resolve("log"));
    for (var file : files.entrySet()) {
      Files.write(root.resolve("log").resolve(file.getKey()), file.getValue());
    }
    return root;
  }

  private List<String> segments() {
    return files.keySet().stream().filter(name -> name.endsWith("segment")).sorted().toList();
  }

  private Place some() {
    while (true) {
      Place place = places.get(random.nextInt(places.size()));
      if (place.id >= 0) {
        return place;
      }
    }
  }

  private Place small() {
    while (true) {
      Place place = some();
      if (place.end - place.offset < 300) {
        return place;
      }
    }
  }

  private Place lastWithReadings() {
    return places.stream().filter(place -> place.id >= 0).toList().getLast();
  }

  private static String at(Place place, long at) {
    return "byte %d of record %d, -Dseed=%d".formatted(at - place.offset, place.id, SEED);
  }
}
