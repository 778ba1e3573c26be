package io.sensorplatform.stream.catalogue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.ArchivedObject;
import io.sensorplatform.stream.objects.HourlyCounts;
import io.sensorplatform.stream.objects.ObjectReader;
import io.sensorplatform.stream.objects.UnreadableObjectException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tables after the archive, in a thread of its own: notes what the archiver made, and now
 * and then looks on S3 for what it did not hear of: a process that ended too early, a queue that
 * was full, a database that was away. Nothing waits for it.
 */
final class CatalogueKeeper extends BackgroundJob {

  private static final Logger log = LoggerFactory.getLogger(CatalogueKeeper.class);
  private static final long POLL_MILLIS = 500;
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ArchiveNews news;
  private final ArchiveBucket bucket;
  private final ObjectReader reader;
  private final CatalogueWriter writer;
  private final Catalogue catalogue;
  private final CatalogueSettings settings;
  private final Clock clock;
  private final AtomicInteger gaps = new AtomicInteger();

  /** From which start offset on S3 may know objects of a partition that the tables do not. */
  private final Map<SourcePartition, Long> checked = new HashMap<>();

  private final Map<SourcePartition, Long> dueMillis = new HashMap<>();
  private boolean failing;

  CatalogueKeeper(
      ArchiveNews news,
      ArchiveBucket bucket,
      ObjectReader reader,
      CatalogueWriter writer,
      Catalogue catalogue,
      CatalogueSettings settings,
      MeterRegistry registry,
      Clock clock) {
    super(Thread.ofPlatform().name("archive-catalogue").daemon());
    this.news = news;
    this.bucket = bucket;
    this.reader = reader;
    this.writer = writer;
    this.catalogue = catalogue;
    this.settings = settings;
    this.clock = clock;
    Gauge.builder("sensor.archive.catalogue.pending", news, ArchiveNews::pending)
        .description("Objects that wait to be noted in the database")
        .register(registry);
    Gauge.builder("sensor.archive.gaps", gaps, AtomicInteger::get)
        .description("Gaps and overlaps between objects, as the database's catalogue has them")
        .register(registry);
  }

  /** Its database is closed after it. */
  @Override
  protected void hurry(Thread thread) {
    thread.interrupt();
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected void run(Ending ending) throws InterruptedException {
    var pause = Duration.ZERO;
    while (!ending.comesWithin(pause)) {
      pause = stepped() ? Duration.ZERO : RETRY;
    }
  }

  private boolean stepped() throws InterruptedException {
    try {
      step();
      if (failing) {
        failing = false;
        log.info("The archive's catalogue goes on");
      }
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (!failing) {
        failing = true;
        log.atWarn()
            .addKeyValue(Runbook.KEY, Runbook.ARCHIVE_BEHIND)
            .log("The archive's catalogue waits: {}", e.toString());
      }
      return false;
    }
  }

  private void step() throws Exception {
    var object = news.poll(POLL_MILLIS);
    if (object.isPresent()) {
      note(object.get());
    }
    news.takeMissed()
        .forEach((partition, start) -> {
          checked.computeIfPresent(partition, (ignored, from) -> Math.min(from, start));
          dueMillis.remove(partition);
        });
    if (news.pending() == 0) {
      reconcile();
    }
  }

  private void note(ArchivedObject object) throws Exception {
    try {
      var counts = counts(object);
      if (counts != null) {
        writer.add(object, counts);
      }
    } catch (Exception e) {
      news.missed(object);
      throw e;
    }
  }

  private void reconcile() throws Exception {
    var partitions = news.partitions();
    checked.keySet().retainAll(partitions);
    dueMillis.keySet().retainAll(partitions);
    boolean any = false;
    for (var partition : partitions) {
      if (dueMillis.getOrDefault(partition, 0L) <= clock.millis()) {
        reconcile(partition);
        dueMillis.put(partition, clock.millis() + settings.interval().toMillis());
        any = true;
      }
    }
    if (any) {
      gaps.set(
          catalogue.summaries(null).stream()
              .mapToInt(summary -> summary.gaps().size() + summary.overlaps().size())
              .sum());
    }
  }

  private void reconcile(SourcePartition partition) throws Exception {
    int found = 0;
    var page =
        bucket.listFrom(
            partition.topic(), partition.partition(), checked.getOrDefault(partition, 0L));
    while (!page.objects().isEmpty()) {
      found += add(partition, page.objects());
      page =
          page.more()
              ? bucket.list(
                  partition.topic(), partition.partition(), page.objects().getLast().key())
              : new ArchiveBucket.Page(List.of(), false);
    }
    if (found > 0) {
      log.info("{} objects of {} were found on S3 and noted", found, partition);
    }
  }

  /** Objects that the archiver named, in order, those that are known already included. */
  private int add(SourcePartition partition, List<ArchiveBucket.Listed> listed) throws Exception {
    var objects = listed.stream().filter(object -> object.startOffset().isPresent()).toList();
    if (objects.isEmpty()) {
      return 0;
    }
    long first = objects.getFirst().startOffset().orElseThrow();
    long last = objects.getLast().startOffset().orElseThrow();
    var known = writer.starts(partition.topic(), partition.partition(), first, last);
    int found = 0;
    for (var object : objects) {
      if (!known.contains(object.startOffset().orElseThrow()) && add(object)) {
        found++;
      }
    }
    checked.put(partition, last);
    return found;
  }

  private boolean add(ArchiveBucket.Listed listed) throws IOException {
    try {
      var object = reader.footer(listed);
      if (object.isEmpty() || !object.get().key().equals(listed.key())) {
        return false;
      }
      var counts = counts(object.get());
      return counts != null && writer.add(object.get(), counts);
    } catch (UnreadableObjectException e) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.ARCHIVE_GAPS)
          .log("{} is not noted: {}", listed.key(), e.getMessage());
      return false;
    }
  }

  /** Null if the object is gone. */
  private @Nullable HourlyCounts counts(ArchivedObject object)
      throws IOException, UnreadableObjectException {
    if (object.counts().isPresent()) {
      return object.counts().get();
    }
    return reader.rows(object).orElse(null);
  }
}
