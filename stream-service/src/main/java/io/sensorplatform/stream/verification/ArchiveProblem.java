package io.sensorplatform.stream.verification;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with the archive.
 *
 * @param partition null if it lies beside all of them
 * @param key the object; null if it is that there is none
 * @param fromOffset the first offset that it concerns; null if it concerns none
 * @param toOffset the last one; null if that is not known
 */
record ArchiveProblem(
    Kind kind,
    @Nullable Integer partition,
    @Nullable String key,
    @Nullable Long fromOffset,
    @Nullable Long toOffset,
    String detail) {

  enum Kind {
    MISSING(
        "Bring the object back from a version or a copy of the bucket; while Kafka still has these offsets, see the runbook for archiving them again."),
    OVERLAPPING(
        "Count these readings by kafka_offset once; move one of the objects away, and find out who made it."),
    UNREADABLE(
        "Bring the object back from a version or a copy of the bucket; otherwise its range is lost to the archive: see the runbook."),
    MISNAMED(
        "Move the object back to the name that its footer tells; if there is an object of that name, this is a copy: delete it."),
    FOREIGN("Move it away: query engines read whatever lies below the prefix."),
    UNCATALOGUED(
        "Nothing, if it goes away within minutes; otherwise look why the archiver cannot write to PostgreSQL."),
    CATALOGUE_DIFFERS(
        "Delete the object's rows in readings.archive_object and readings.archive_count and restart the archiver, which reads them from S3 again.");

    private final String action;

    Kind(String action) {
      this.action = action;
    }

    /** The stable code, in kebab-case. */
    @com.fasterxml.jackson.annotation.JsonValue
    String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What to do about it; docs/operations/runbooks/archive-gaps.md tells more. */
  @JsonProperty
  String action() {
    return kind.action;
  }
}
