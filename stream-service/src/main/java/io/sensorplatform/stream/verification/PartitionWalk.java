package io.sensorplatform.stream.verification;

import io.sensorplatform.stream.catalogue.CataloguedObject;
import io.sensorplatform.stream.objects.ArchiveBucket.Listed;
import io.sensorplatform.stream.objects.ArchivedObject;
import io.sensorplatform.stream.verification.ArchiveProblem.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Goes over one partition's objects in the order of their names and holds each against the one
 * before and against the catalogue.
 */
final class PartitionWalk {

  private final int partition;
  private final Instant settled;

  /** What the catalogue has and the walk has not met yet, by start offset. */
  private final TreeMap<Long, CataloguedObject> catalogued = new TreeMap<>();

  private final List<ArchiveProblem> problems = new ArrayList<>();
  private boolean compares;
  private long compared;
  private @Nullable Long expected;
  private long objects;
  private long records;
  private long undecodable;
  private long bytes;
  private @Nullable Long firstOffset;
  private @Nullable Long lastOffset;

  /**
   * @param settled what is older than this, the catalogue must know
   */
  PartitionWalk(Place place, Instant settled) {
    this.partition = place.partition();
    this.expected = place.expected();
    this.compared = place.compared();
    this.settled = settled;
  }

  /** From which start offset on the walk wants to hear of the catalogue's objects. */
  long compared() {
    return compared;
  }

  /**
   * What the catalogue knows of the part that comes next.
   *
   * @param objects null if the catalogue cannot be asked
   * @param last the part's last start offset
   */
  void compareWith(@Nullable List<CataloguedObject> objects, long last) {
    compares = objects != null;
    compared = last == Long.MAX_VALUE ? last : last + 1;
    if (objects != null) {
      objects.forEach(object -> catalogued.put(object.startOffset(), object));
    }
  }

  /** Something that the archiver did not name. */
  void foreign(Listed listed) {
    note(Kind.FOREIGN, listed.key(), null, null, "the archiver does not make objects of this name");
  }

  void unreadable(Listed listed, String detail) {
    long start = listed.startOffset().orElseThrow();
    var known = catalogued.remove(start);
    reach(start);
    count(listed);
    note(Kind.UNREADABLE, listed.key(), start, known == null ? null : known.endOffset(), detail);
    expected = known == null ? null : Long.valueOf(known.endOffset() + 1);
  }

  void sound(Listed listed, ArchivedObject object) {
    var contents = object.contents();
    long start = contents.startOffset();
    if (!object.key().equals(listed.key())) {
      note(
          Kind.MISNAMED,
          listed.key(),
          start,
          contents.endOffset(),
          "its footer says that it is " + object.key());
      return;
    }
    var known = catalogued.remove(start);
    reach(start);
    if (expected != null && start < expected) {
      note(
          Kind.OVERLAPPING,
          listed.key(),
          start,
          Math.min(contents.endOffset(), expected - 1),
          "an earlier object holds these offsets too");
    }
    expected =
        expected == null
            ? Long.valueOf(contents.endOffset() + 1)
            : Long.valueOf(Math.max(expected, contents.endOffset() + 1));
    count(listed);
    records += contents.records();
    undecodable += contents.undecodable();
    firstOffset = firstOffset == null ? Long.valueOf(start) : firstOffset;
    lastOffset = expected - 1;
    compare(listed, object, known);
  }

  /** There are no more objects. */
  void end() {
    reach(Long.MAX_VALUE);
  }

  private void compare(Listed listed, ArchivedObject object, @Nullable CataloguedObject known) {
    var contents = object.contents();
    if (known == null) {
      if (compares && listed.modified().isBefore(settled)) {
        note(
            Kind.UNCATALOGUED,
            listed.key(),
            contents.startOffset(),
            contents.endOffset(),
            "the database does not know this object");
      }
    } else if (known.endOffset() != contents.endOffset()
        || known.records() != contents.records()
        || known.bytes() != listed.bytes()
        || !known.topicId().equals(contents.partition().topicId())) {
      note(
          Kind.CATALOGUE_DIFFERS,
          listed.key(),
          contents.startOffset(),
          contents.endOffset(),
          "the database has it with %d records, %d bytes, up to offset %d"
              .formatted(known.records(), known.bytes(), known.endOffset()));
    }
  }

  /** The walk goes on at this offset: what should lie before it and was not met is missing. */
  private void reach(long start) {
    while (!catalogued.isEmpty() && catalogued.firstKey() < start) {
      var lost = catalogued.pollFirstEntry().getValue();
      gapBefore(lost.startOffset());
      note(
          Kind.MISSING,
          lost.key(),
          lost.startOffset(),
          lost.endOffset(),
          "the database knows this object, S3 does not have it");
      expected = Math.max(expected == null ? 0 : expected, lost.endOffset() + 1);
    }
    if (start != Long.MAX_VALUE) {
      gapBefore(start);
    }
  }

  private void gapBefore(long start) {
    if (expected != null && start > expected) {
      note(Kind.MISSING, null, expected, start - 1, "no object holds these offsets");
    }
  }

  private void count(Listed listed) {
    objects++;
    bytes += listed.bytes();
  }

  private void note(
      Kind kind, @Nullable String key, @Nullable Long from, @Nullable Long to, String detail) {
    problems.add(new ArchiveProblem(kind, partition, key, from, to, detail));
  }

  List<ArchiveProblem> problems() {
    return problems;
  }

  Report.Checked checked() {
    return new Report.Checked(
        partition, objects, records, undecodable, bytes, firstOffset, lastOffset);
  }

  Place place(@Nullable String after) {
    return new Place(partition, after, expected, compared);
  }
}
