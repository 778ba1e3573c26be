package io.sensorplatform.stream.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads objects back, by their footers or whole. */
public final class ObjectReader {

  /** A footer is some kilobytes as a rule: with this much one request gets it. */
  private static final int GUESS = 64 * 1024;

  private final ArchiveBucket bucket;

  public ObjectReader(ArchiveBucket bucket) {
    this.bucket = bucket;
  }

  /**
   * What the object's footer tells; empty if the object is gone.
   *
   * @throws UnreadableObjectException if it is not what the archiver wrote
   */
  public Optional<ArchivedObject> footer(ArchiveBucket.Listed object)
      throws UnreadableObjectException {
    if (object.bytes() == 0) {
      throw new UnreadableObjectException("the object is empty");
    }
    var tail = bucket.tail(object.key(), Math.max(0, object.bytes() - GUESS));
    if (tail.isEmpty()) {
      return Optional.empty();
    }
    int length = ObjectFooter.length(tail.get().bytes(), object.bytes());
    if (length + ObjectFooter.TRAILER > tail.get().bytes().length) {
      tail = bucket.tail(object.key(), object.bytes() - length - ObjectFooter.TRAILER);
      if (tail.isEmpty()) {
        return Optional.empty();
      }
    }
    var read = ObjectFooter.read(tail.get().bytes(), object.bytes(), tail.get().metadata());
    return Optional.of(
        new ArchivedObject(read.contents(), read.counts(), object.bytes(), object.modified()));
  }

  /**
   * Reads every byte and row of an object whose footer is sound.
   *
   * @return how many readings are of which tenant and hour; empty if the object is gone
   * @throws UnreadableObjectException if it is not what the archiver wrote
   */
  public Optional<HourlyCounts> rows(ArchivedObject object)
      throws IOException, UnreadableObjectException {
    var directory = Files.createTempDirectory("archive-object-");
    Path file = directory.resolve("object.parquet");
    try {
      var download = bucket.download(object.key(), file);
      if (download.isEmpty()) {
        return Optional.empty();
      }
      var md5 = download.get().metadata().get(ArchiveBucket.MD5);
      if (md5 != null && !md5.equals(download.get().md5())) {
        throw new UnreadableObjectException("the MD5 of its bytes is wrong: they have changed");
      }
      return Optional.of(ObjectRows.read(file, object.contents()));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }
}
