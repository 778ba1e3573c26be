package io.sensorplatform.sensor.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk that knows what was forced: it can say what a power cut leaves, and fail when told to.
 * Content that was not forced survives page by page, at random; names that were not forced survive
 * up to some operation, as a journal keeps them.
 */
final class FaultyDisk extends Disk {

  private static final int PAGE = 4_096;

  /** What a power cut leaves. */
  record Image(Map<Path, byte[]> files) {

    void writeTo(Path from, Path to) throws IOException {
      Files.createDirectories(to);
      for (var file : files.entrySet()) {
        Path target = to.resolve(from.relativize(file.getKey()).toString());
        Files.createDirectories(target.resolveSibling(""));
        Files.write(target, file.getValue());
      }
    }
  }

  private static final class Node {
    private byte[] now = new byte[0];
    private byte[] forced = new byte[0];
    private final BitSet dirty = new BitSet();

    void write(ByteBuffer data, long offset) {
      int end = (int) offset + data.remaining();
      if (end > now.length) {
        now = Arrays.copyOf(now, end);
      }
      dirty.set((int) offset / PAGE, (end + PAGE - 1) / PAGE);
      data.duplicate().get(now, (int) offset, data.remaining());
    }

    void force() {
      forced = now.clone();
      dirty.clear();
    }

    byte[] after(Random random) {
      byte[] left = forced.clone();
      if (now.length > left.length && random.nextBoolean()) {
        left = Arrays.copyOf(left, now.length);
      }
      int share = random.nextInt(5);
      for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
        int from = page * PAGE;
        int to = Math.min(Math.min(from + PAGE, now.length), left.length);
        if (from < to && random.nextInt(4) < share) {
          System.arraycopy(now, from, left, from, to - from);
        }
      }
      return left;
    }
  }

  private record Naming(Path gone, Path come, Node node) {}

  private final Random random;
  private final Map<Path, Node> names = new HashMap<>();
  private final Map<Path, Node> forcedNames = new HashMap<>();
  private final List<Naming> namings = new ArrayList<>();
  private int untilCut = -1;
  private Runnable onCut = () -> {};
  private Image image;
  private int failingForces;
  private int failingWrites;
  int forces;

  FaultyDisk(Random random) {
    this.random = random;
  }

  /** Takes what is on the disk as forced. */
  synchronized void adopt(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        var node = new Node();
        node.now = Files.readAllBytes(file);
        node.force();
        names.put(file, node);
        forcedNames.put(file, node);
      }
    }
  }

  /** The power is cut at the operation that comes after so many. */
  synchronized void cutAfter(int operations, Runnable atThatTime) {
    untilCut = operations;
    onCut = atThatTime;
    image = null;
  }

  synchronized Image image() {
    return image;
  }

  synchronized Image cutNow() {
    untilCut = 0;
    operation();
    return image;
  }

  synchronized void failForces(int count) {
    failingForces = count;
  }

  synchronized void failWrites(int count) {
    failingWrites = count;
  }

  /** In the middle of each operation. */
  private void operation() {
    if (untilCut == 0 && image == null) {
      var left = new HashMap<>(forcedNames);
      int kept = random.nextInt(namings.size() + 1);
      for (Naming naming : namings.subList(0, kept)) {
        apply(naming, left);
      }
      var files = new HashMap<Path, byte[]>();
      left.forEach((path, node) -> files.put(path, node.after(random)));
      image = new Image(files);
      onCut.run();
    }
    untilCut--;
  }

  private static void apply(Naming naming, Map<Path, Node> to) {
    if (naming.gone != null) {
      to.remove(naming.gone);
    }
    if (naming.come != null) {
      to.put(naming.come, naming.node);
    }
  }

  private void name(Naming naming) {
    apply(naming, names);
    namings.add(naming);
    operation();
  }

  @Override
  synchronized DiskFile create(Path file) throws IOException {
    var node = new Node();
    DiskFile made =
        new File(
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE),
            node);
    name(new Naming(null, file, node));
    return made;
  }

  @Override
  synchronized DiskFile open(Path file) throws IOException {
    return new File(
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), names.get(file));
  }

  @Override
  synchronized void move(Path from, Path to) throws IOException {
    super.move(from, to);
    name(new Naming(from, to, names.get(from)));
  }

  @Override
  synchronized void delete(Path file) throws IOException {
    super.delete(file);
    if (names.containsKey(file)) {
      name(new Naming(file, null, null));
    }
  }

  @Override
  synchronized void forceDirectory(Path directory) throws IOException {
    operation();
    super.forceDirectory(directory);
    namings.forEach(naming -> apply(naming, forcedNames));
    namings.clear();
  }

  private final class File extends DiskFile {

    private final Node node;

    File(FileChannel channel, Node node) {
      super(channel);
      this.node = node;
    }

    @Override
    void write(ByteBuffer data, long offset) throws IOException {
      synchronized (FaultyDisk.this) {
        boolean fails = failingWrites > 0;
        if (fails) {
          failingWrites--;
          data.limit(data.position() + random.nextInt(data.remaining() + 1));
        }
        node.write(data, offset);
        operation();
        super.write(data, offset);
        if (fails) {
          throw new IOException("No space left on device");
        }
      }
    }

    @Override
    void force(boolean withSize) throws IOException {
      synchronized (FaultyDisk.this) {
        forces++;
        operation();
        if (failingForces > 0) {
          failingForces--;
          throw new IOException("Input/output error");
        }
        node.force();
      }
    }

    @Override
    void truncate(long size) throws IOException {
      synchronized (FaultyDisk.this) {
        super.truncate(size);
        node.now = Arrays.copyOf(node.now, (int) size);
        operation();
      }
    }
  }
}
