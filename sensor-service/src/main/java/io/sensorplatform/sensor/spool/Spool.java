package io.sensorplatform.sensor.spool;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.sensor.spool.NotSpooledException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps readings on the local disk. Each process writes to one directory of its own; what another
 * process left is taken over and sent before what is new here.
 */
public final class Spool implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Spool.class);

  /** Makes the next segment ready while the writer goes on. */
  private static final Executor MAKER =
      task -> Thread.ofPlatform().daemon().name("spool-spare").start(task);

  /** Where this process writes. */
  private record Own(
      SpoolDirectory directory, SpoolSource source, SegmentWriter writer, AppendQueue queue) {}

  /** What another process left. */
  private record Adopted(SpoolDirectory directory, SpoolSource source) {}

  private final SpoolSettings settings;
  private final Disk disk;
  private final Clock clock;
  private final SpoolMetrics metrics;
  private final Path root;
  private final Quarantine quarantine;
  private final Backlog backlog = new Backlog();
  private final List<Adopted> adopted = new CopyOnWriteArrayList<>();
  private final Set<String> emptied = ConcurrentHashMap.newKeySet();
  private final Object changes = new Object();
  private volatile @Nullable Own own;
  private volatile @Nullable String problem;
  private volatile @Nullable Thread keeper;

  Spool(SpoolSettings settings, Disk disk, Clock clock, MeterRegistry registry) {
    this.settings = settings;
    this.disk = disk;
    this.clock = clock;
    this.metrics = new SpoolMetrics(registry);
    this.root = settings.directory().toAbsolutePath().normalize();
    this.quarantine = new Quarantine(disk, root.resolve("quarantine"), metrics);
    Gauge.builder("sensor.spool.bytes", this, Spool::bytes)
        .description("Bytes of the segments that hold something to send, or are written to")
        .baseUnit("bytes")
        .register(registry);
    long cap = settings.enabled() ? settings.cap().toBytes() : 0;
    Gauge.builder("sensor.spool.cap", () -> cap).register(registry);
    Gauge.builder("sensor.spool.waiting", backlog, Backlog::readings)
        .description("Readings in the spool that are not sent")
        .baseUnit("readings")
        .register(registry);
  }

  /** What waits to be sent. */
  public Backlog backlog() {
    return backlog;
  }

  public boolean isEnabled() {
    return settings.enabled();
  }

  /**
   * Returns once the record is forced to the disk.
   *
   * @throws NotSpooledException if it is not, or not known to be: it may be sent nevertheless
   */
  public void append(SpoolRecord record, Duration atMost) throws NotSpooledException {
    Own here = own;
    if (here == null) {
      throw new NotSpooledException(Reason.CLOSED, String.valueOf(problem));
    }
    long begun = System.nanoTime();
    var outcome = new CompletableFuture<Void>();
    var append = new Append(Frame.of(record), record, begun, outcome);
    String source = here.source.name();
    // Counted from before it is written, so that nothing newer of its sensors overtakes it.
    backlog.add(source, record);
    outcome.whenComplete((_, failure) -> {
      if (failure != null) {
        backlog.remove(source, record);
      }
    });
    try {
      here.queue.add(append);
      outcome.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
    } catch (NotSpooledException e) {
      outcome.completeExceptionally(e);
      throw refused(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NotSpooledException failure) {
        throw refused(failure);
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new NotSpooledException(Reason.TIMEOUT, "not forced within " + atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotSpooledException(Reason.TIMEOUT, "interrupted");
    }
  }

  /** Whose records are to be sent now: first what others left. Null if there is nobody. */
  public @Nullable SpoolSource source() {
    for (Adopted left : adopted) {
      return left.source;
    }
    Own here = own;
    return here == null ? null : here.source;
  }

  /** Everything of a source is sent, for now. One that was adopted goes. */
  public void drained(SpoolSource source) throws IOException {
    for (Adopted left : adopted) {
      if (left.source == source) {
        adopted.remove(left);
        left.source.close();
        left.source.log().close();
        left.directory.remove(disk);
        emptied.add(source.name());
        log.info("All readings of the spool {} are sent; it is removed", source.name());
      }
    }
  }

  /** Waits until there may be more to send; not longer than this. */
  public void await(Duration atMost) throws InterruptedException {
    synchronized (changes) {
      changes.wait(Math.max(1, atMost.toMillis()));
    }
  }

  /** What can be said about the spool now. */
  public record Status(
      @Nullable String directory,
      @Nullable String problem,
      long bytes,
      long cap,
      List<String> adopted,
      Map<Damage.Kind, Integer> damages,
      List<Damage> latestDamages) {}

  public Status status() {
    Own here = own;
    return new Status(
        here == null ? null : here.directory.path().toString(),
        problem,
        bytes(),
        settings.cap().toBytes(),
        adopted.stream().map(left -> left.source.name()).toList(),
        quarantine.counts(),
        quarantine.latest());
  }

  /**
   * Directories that were adopted, sent and removed, until somebody has {@linkplain #forget taken
   * note} of it: that may take less time than lies between two looks at the status.
   */
  public Set<String> emptied() {
    return Set.copyOf(emptied);
  }

  /** Nobody needs to hear of these again. */
  public void forget(Set<String> noted) {
    emptied.removeAll(noted);
  }

  /** Name of the directory that this process writes to; null if there is none. */
  public @Nullable String name() {
    Own here = own;
    return here == null ? null : here.source.name();
  }

  @Override
  public void start() {
    if (!settings.enabled()) {
      problem = "off by platform.spool.enabled";
      return;
    }
    look();
    Thread thread = Thread.ofVirtual().name("spool-keeper").unstarted(this::keepLooking);
    keeper = thread;
    thread.start();
  }

  @Override
  public void stop() {
    Thread thread = keeper;
    keeper = null;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Own here = own;
    own = null;
    problem = "stopped";
    try {
      if (here != null) {
        here.writer.close();
        close(here.source, here.directory);
      }
      for (Adopted left : adopted) {
        close(left.source, left.directory);
      }
    } catch (IOException e) {
      log.warn("The spool could not be closed: {}", e.toString());
    }
    adopted.clear();
  }

  @Override
  public boolean isRunning() {
    return keeper != null;
  }

  /** Before the connection to Kafka: there is a spool as long as anybody sends. */
  @Override
  public int getPhase() {
    return -1;
  }

  private void keepLooking() {
    while (keeper == Thread.currentThread()) {
      try {
        Thread.sleep(settings.adoptEvery());
      } catch (InterruptedException e) {
        return;
      }
      look();
    }
  }

  /** Takes what nobody has: the first for this process to write to, if it has none. */
  private void look() {
    try {
      if (!Files.exists(root)) {
        Files.createDirectories(root);
        disk.forceDirectory(root.resolveSibling(""));
      }
      for (Path path : SpoolDirectory.list(root)) {
        SpoolDirectory found = SpoolDirectory.tryOpen(path);
        if (found != null) {
          take(found);
        }
      }
      if (own == null) {
        take(SpoolDirectory.make(disk, root, clock.instant()));
      }
      problem = null;
    } catch (IOException | RuntimeException e) {
      if (problem == null) {
        log.atError()
            .addKeyValue(Runbook.KEY, Runbook.SPOOL_DAMAGED)
            .log("The spool in {} cannot be used: {}", root, e.toString());
      }
      problem = e.toString();
    }
  }

  private void take(SpoolDirectory directory) throws IOException {
    boolean taken = false;
    try {
      String name = directory.path().getFileName().toString();
      var left = new Backlog();
      SegmentLog segments =
          new Recovery(disk, directory.path(), quarantine)
              .recover(record -> left.add(name, record));
      backlog.addAll(left);
      var source = new SpoolSource(disk, segments, backlog, quarantine);
      log.info(
          "{} the spool {}: {} readings wait in it",
          own == null ? "Opened" : "Adopted",
          directory.path(),
          left.readings());
      if (own == null) {
        own = begin(directory, segments, source);
      } else {
        adopted.add(new Adopted(directory, source));
      }
      taken = true;
    } finally {
      if (!taken) {
        directory.close();
      }
    }
    changed();
  }

  private Own begin(SpoolDirectory directory, SegmentLog segments, SpoolSource source) {
    var queue = new AppendQueue(settings.queue().toBytes());
    var spare = new SpareSegment(disk, directory.path(), settings.segment().toBytes(), MAKER);
    var writer =
        new SegmentWriter(segments, spare, settings.cap().toBytes(), queue, metrics, this::changed);
    writer.start();
    return new Own(directory, source, writer, queue);
  }

  private void changed() {
    synchronized (changes) {
      changes.notifyAll();
    }
  }

  private NotSpooledException refused(NotSpooledException failure) {
    if (failure.reason() == Reason.CAP || failure.reason() == Reason.QUEUE) {
      metrics.full();
    }
    return failure;
  }

  private long bytes() {
    Own here = own;
    long bytes = here == null ? 0 : here.source.log().bytes();
    for (Adopted left : adopted) {
      bytes += left.source.log().bytes();
    }
    return bytes;
  }

  private static void close(SpoolSource source, SpoolDirectory directory) throws IOException {
    source.close();
    source.log().close();
    directory.close();
  }
}
