package io.sensorplatform.stream.catalogue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.background.BackgroundJob;
import io.sensorplatform.defaults.background.Ending;
import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.stream.objects.ArchiveNews;
import io.sensorplatform.stream.objects.ArchivedObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

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
  private final BucketCheck check;
  private final Catalogue catalogue;
  private final AtomicInteger gaps = new AtomicInteger();
  private final AtomicInteger missing = new AtomicInteger();
  private boolean failing;

  CatalogueKeeper(
      ArchiveNews news, BucketCheck check, Catalogue catalogue, MeterRegistry registry) {
    super(Thread.ofPlatform().name("archive-catalogue").daemon());
    this.news = news;
    this.check = check;
    this.catalogue = catalogue;
    Gauge.builder("sensor.archive.catalogue.pending", news, ArchiveNews::pending)
        .description("Objects that wait to be noted in the database")
        .register(registry);
    Gauge.builder("sensor.archive.gaps", gaps, AtomicInteger::get)
        .description("Gaps and overlaps between objects, as the database's catalogue has them")
        .register(registry);
    Gauge.builder("sensor.archive.missing", missing, AtomicInteger::get)
        .description("Objects that the database's catalogue knows and S3 does not have")
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
            .addKeyValue(Runbook.KEY, Runbook.ARCHIVE_GAPS)
            .log("The archive's catalogue waits: {}", reason(e));
      }
      return false;
    }
  }

  /** Of a statement what the database said of it: Spring's own message is only the statement. */
  private static String reason(Exception e) {
    return e instanceof DataAccessException refused
        ? refused.getMostSpecificCause().toString()
        : e.toString();
  }

  private void step() throws Exception {
    var object = news.poll(POLL_MILLIS);
    if (object.isPresent()) {
      note(object.get());
    }
    news.takeMissed().forEach(check::missed);
    if (news.pending() == 0 && check.check(news.partitions())) {
      missing.set(check.missing());
      gaps.set(
          catalogue.summaries(null).stream()
              .mapToInt(summary -> summary.gaps().size() + summary.overlaps().size())
              .sum());
    }
  }

  private void note(ArchivedObject object) throws Exception {
    try {
      check.note(object);
    } catch (Exception e) {
      news.missed(object);
      throw e;
    }
  }
}
