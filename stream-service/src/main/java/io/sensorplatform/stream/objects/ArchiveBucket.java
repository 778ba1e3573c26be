package io.sensorplatform.stream.objects;

import io.sensorplatform.stream.consume.SourcePartition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The archive's objects on S3. */
public final class ArchiveBucket {

  /** Metadata word of the MD5 of all bytes, in hexadecimal; an ETag may be something else. */
  public static final String MD5 = "content-md5";

  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_FOUND = 404;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /**
   * An object as a listing shows it.
   *
   * @param startOffset empty if the archiver did not name it
   */
  public record Listed(String key, OptionalLong startOffset, long bytes, Instant modified) {}

  /**
   * Objects in the order of their keys, at most a thousand.
   *
   * @param more whether others follow
   */
  public record Page(List<Listed> objects, boolean more) {}

  /** An object's metadata and its last bytes. */
  public record Tail(Map<String, String> metadata, byte[] bytes) {}

  /** What {@link #download} got. */
  public record Download(Map<String, String> metadata, String md5) {}

  private final S3Client s3;
  private final String bucket;

  public ArchiveBucket(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  public String name() {
    return bucket;
  }

  /**
   * Creates the object unless there is one of its name. Whatever else S3 answers is thrown: 409
   * too, which tells that another creation of the same name was going on.
   *
   * @return false if there is one already
   */
  public boolean create(String key, Path file, Map<String, String> metadata) throws IOException {
    byte[] md5 = md5(file);
    var words = new HashMap<>(metadata);
    words.put(MD5, HexFormat.of().formatHex(md5));
    try {
      s3.putObject(
          request ->
              request
                  .bucket(bucket)
                  .key(key)
                  .ifNoneMatch("*")
                  .contentMD5(Base64.getEncoder().encodeToString(md5))
                  .contentType("application/vnd.apache.parquet")
                  .metadata(words),
          RequestBody.fromFile(file));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        return false;
      }
      throw e;
    }
  }

  /** What the object with this key says it holds, if it exists. */
  public Optional<Contents> contents(String key) {
    try {
      var head = s3.headObject(request -> request.bucket(bucket).key(key));
      return Optional.of(Contents.parse(head.metadata()));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public boolean exists(String key) {
    try {
      s3.headObject(request -> request.bucket(bucket).key(key));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Partitions of the topic that have objects, in ascending order. */
  public List<Integer> partitions(String topic) {
    var prefix = ObjectKey.prefix(topic);
    return s3
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix).delimiter("/"))
        .commonPrefixes()
        .stream()
        .map(found -> ObjectKey.partition(topic, found.prefix()))
        .filter(partition -> partition.isPresent())
        .map(partition -> partition.getAsInt())
        .sorted()
        .toList();
  }

  /**
   * What lies beside the topics and beside this topic's partitions: keys, and prefixes that end in
   * a slash. The first thousand of each.
   */
  public List<String> strays(String topic) {
    var strays = new ArrayList<String>();
    for (var prefix : List.of(ObjectKey.ROOT, ObjectKey.prefix(topic))) {
      var answer =
          s3.listObjectsV2(request -> request.bucket(bucket).prefix(prefix).delimiter("/"));
      answer.contents().forEach(object -> strays.add(object.key()));
      answer.commonPrefixes().stream()
          .map(CommonPrefix::prefix)
          .filter(found -> !ObjectKey.isTopic(found) && ObjectKey.partition(topic, found).isEmpty())
          .forEach(strays::add);
    }
    return strays;
  }

  /**
   * The partition's objects, and whatever else lies among them.
   *
   * @param after the key behind which to begin; null for the beginning
   */
  public Page list(String topic, int partition, @Nullable String after) {
    var answer =
        s3.listObjectsV2(request ->
            request.bucket(bucket).prefix(ObjectKey.prefix(topic, partition)).startAfter(after));
    return new Page(
        answer.contents().stream().map(object -> listed(topic, partition, object)).toList(),
        Boolean.TRUE.equals(answer.isTruncated()));
  }

  /** As {@link #list}, from the object that starts at this offset. */
  public Page listFrom(String topic, int partition, long startOffset) {
    return list(topic, partition, ObjectKey.before(topic, partition, startOffset));
  }

  private static Listed listed(String topic, int partition, S3Object object) {
    return new Listed(
        object.key(),
        ObjectKey.startOffset(topic, partition, object.key()),
        object.size(),
        object.lastModified());
  }

  /**
   * The start offset of the partition's newest object.
   *
   * @param hint the start offset of one of its newer objects, to list from there; if that object is
   *     not the first that the listing shows, the hint is wrong and everything is listed
   */
  public OptionalLong newest(SourcePartition partition, @Nullable Long hint) {
    if (hint != null) {
      var found = ends(partition, ObjectKey.before(partition.topic(), partition.partition(), hint));
      if (found.first().isPresent() && found.first().getAsLong() == hint) {
        return found.last();
      }
    }
    return ends(partition, null).last();
  }

  private record Ends(OptionalLong first, OptionalLong last) {}

  private Ends ends(SourcePartition partition, @Nullable String after) {
    var first = OptionalLong.empty();
    var last = OptionalLong.empty();
    var from = after;
    Page page;
    do {
      page = list(partition.topic(), partition.partition(), from);
      for (var object : page.objects()) {
        from = object.key();
        if (object.startOffset().isPresent()) {
          first = first.isPresent() ? first : object.startOffset();
          last = object.startOffset();
        }
      }
    } while (page.more());
    return new Ends(first, last);
  }

  /** The object's last bytes, from this position on; empty if there is none, or it is shorter. */
  Optional<Tail> tail(String key, long from) {
    try {
      var answer =
          s3.getObjectAsBytes(
              request -> request.bucket(bucket).key(key).range("bytes=" + from + "-"));
      return Optional.of(new Tail(answer.response().metadata(), answer.asByteArrayUnsafe()));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND || e.statusCode() == RANGE_NOT_SATISFIABLE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Copies the object into a file; empty if there is none. */
  Optional<Download> download(String key, Path file) throws IOException {
    try (var answer = s3.getObject(request -> request.bucket(bucket).key(key))) {
      var digest = new DigestInputStream(answer, digest());
      Files.copy(digest, file);
      return Optional.of(
          new Download(
              answer.response().metadata(),
              HexFormat.of().formatHex(digest.getMessageDigest().digest())));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static byte[] md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = digest();
      byte[] buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return digest.digest();
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
