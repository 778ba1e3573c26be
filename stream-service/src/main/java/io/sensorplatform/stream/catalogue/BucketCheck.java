package io.sensorplatform.stream.catalogue;

import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchivedObject;
import io.sensorplatform.stream.objects.HourlyCounts;
import io.sensorplatform.stream.objects.ObjectReader;
import io.sensorplatform.stream.objects.UnreadableObjectException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the partitions' objects on S3 against the tables: notes those that the tables lack, which
 * it looks for among the newest often, and counts those that S3 lacks, for which it lists
 * everything now and then.
 */
final class BucketCheck {

  private static final Logger log = LoggerFactory.getLogger(BucketCheck.class);

  /** Objects that a listing lacks are asked for by name, up to so many in a row. */
  private static final int MOST_ASKED = 100;

  private final ArchiveBucket bucket;
  private final ObjectReader reader;
  private final CatalogueWriter writer;
  private final CatalogueSettings settings;
  private final Clock clock;
  private final Map<SourcePartition, Progress> progress = new HashMap<>();

  /** How far a partition has been looked at. */
  private static final class Progress {
    /** From this start offset on, S3 may have objects that the tables lack. */
    private long checked;

    private long dueMillis;
    private long wholeDueMillis;
    private int missing;
  }

  BucketCheck(
      ArchiveBucket bucket,
      ObjectReader reader,
      CatalogueWriter writer,
      CatalogueSettings settings,
      Clock clock) {
    this.bucket = bucket;
    this.reader = reader;
    this.writer = writer;
    this.settings = settings;
    this.clock = clock;
  }

  /** The tables may lack the object that starts here, and later ones: looks soon. */
  void missed(SourcePartition partition, long start) {
    var known = progress.get(partition);
    if (known != null) {
      known.checked = Math.min(known.checked, start);
      known.dueMillis = 0;
    }
  }

  /** Notes the object, unless it is noted already or gone; true if it was not. */
  boolean note(ArchivedObject object) throws IOException, UnreadableObjectException {
    var counts = counts(object);
    return counts != null && writer.add(object, counts);
  }

  /** Looks at those of the partitions whose turn has come; true if there were any. */
  boolean check(Set<SourcePartition> partitions) throws Exception {
    progress.keySet().retainAll(partitions);
    boolean any = false;
    for (var partition : partitions) {
      var known = progress.computeIfAbsent(partition, ignored -> new Progress());
      if (known.dueMillis <= clock.millis()) {
        check(partition, known);
        known.dueMillis = clock.millis() + settings.interval().toMillis();
        any = true;
      }
    }
    return any;
  }

  /** Objects that the tables know and S3 did not have when it was last listed as a whole. */
  int missing() {
    return progress.values().stream().mapToInt(known -> known.missing).sum();
  }

  private void check(SourcePartition partition, Progress known) throws Exception {
    boolean whole = known.wholeDueMillis <= clock.millis();
    long from = whole ? 0 : known.checked;
    var gone = new ArrayList<String>();
    int found = 0;
    var page = bucket.listFrom(partition.topic(), partition.partition(), from);
    while (true) {
      var named =
          page.objects().stream().filter(object -> object.startOffset().isPresent()).toList();
      long last = named.isEmpty() ? from - 1 : named.getLast().startOffset().orElseThrow();
      long to = whole && !page.more() ? Long.MAX_VALUE : last;
      var noted = writer.keys(partition, from, to);
      found += add(named, noted);
      if (whole) {
        gone.addAll(gone(named, noted));
      }
      if (!named.isEmpty()) {
        known.checked = last;
      }
      if (!page.more()) {
        break;
      }
      from = last + 1;
      page = bucket.list(partition.topic(), partition.partition(), page.objects().getLast().key());
    }
    if (found > 0) {
      log.info("{} objects of {} were found on S3 and noted", found, partition);
    }
    if (whole) {
      // Somebody who brings objects back is told soon.
      var next = gone.isEmpty() ? settings.wholeInterval() : settings.interval();
      known.wholeDueMillis = clock.millis() + next.toMillis();
      tell(partition, known, gone);
    }
  }

  private int add(List<ArchiveBucket.Listed> listed, Set<String> noted) throws IOException {
    int found = 0;
    for (var object : listed) {
      if (!noted.contains(object.key()) && add(object)) {
        found++;
      }
    }
    return found;
  }

  private boolean add(ArchiveBucket.Listed listed) throws IOException {
    try {
      var object = reader.footer(listed);
      return object.isPresent() && object.get().key().equals(listed.key()) && note(object.get());
    } catch (UnreadableObjectException e) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.ARCHIVE_GAPS)
          .log("{} is not noted: {}", listed.key(), e.getMessage());
      return false;
    }
  }

  /** Those of the noted keys that S3 does not have. */
  private List<String> gone(List<ArchiveBucket.Listed> listed, Set<String> noted) {
    var keys = new LinkedHashSet<>(noted);
    listed.forEach(object -> keys.remove(object.key()));
    // The tables may know by now what was made after the listing.
    var gone = new ArrayList<String>();
    for (var key : keys) {
      if (gone.size() >= MOST_ASKED || !bucket.exists(key)) {
        gone.add(key);
      }
    }
    return gone;
  }

  private static void tell(SourcePartition partition, Progress known, List<String> gone) {
    if (gone.size() > known.missing) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.ARCHIVE_GAPS)
          .log(
              "{} objects of {} are gone from S3, the first of them {}",
              gone.size(),
              partition,
              gone.getFirst());
    } else if (gone.isEmpty() && known.missing > 0) {
      log.info("All objects of {} are on S3 again", partition);
    }
    known.missing = gone.size();
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
