package io.sensorplatform.stream.archive;

import io.sensorplatform.stream.consume.SourcePartition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The archive's objects. */
final class ArchiveBucket {

  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_FOUND = 404;

  private final S3Client s3;
  private final String bucket;

  ArchiveBucket(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  String name() {
    return bucket;
  }

  /**
   * Creates the object unless there is one of its name.
   *
   * @return false if there is one already
   */
  boolean create(CutFile file) throws IOException {
    var md5 = md5(file.path());
    try {
      s3.putObject(
          request ->
              request
                  .bucket(bucket)
                  .key(file.key())
                  .ifNoneMatch("*")
                  .contentMD5(md5)
                  .contentType("application/vnd.apache.parquet")
                  .metadata(file.contents().metadata()),
          RequestBody.fromFile(file.path()));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        return false;
      }
      throw e;
    }
  }

  /** The range of the object with this key, if it exists. */
  Optional<Contents.Range> range(String key) {
    try {
      var head = s3.headObject(request -> request.bucket(bucket).key(key));
      return Optional.of(Contents.range(head.metadata()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The start offset of the partition's newest object.
   *
   * @param hint the start offset of one of its newer objects, to list from there; if that object is
   *     not the first that the listing shows, the hint is wrong and everything is listed
   */
  OptionalLong newest(SourcePartition partition, @Nullable Long hint) {
    if (hint != null) {
      var found = list(partition, ObjectKey.before(partition, hint));
      if (found.first().isPresent() && found.first().getAsLong() == hint) {
        return found.last();
      }
    }
    return list(partition, null).last();
  }

  private record Listed(OptionalLong first, OptionalLong last) {}

  private Listed list(SourcePartition partition, @Nullable String after) {
    var pages =
        s3.listObjectsV2Paginator(request ->
            request.bucket(bucket).prefix(ObjectKey.prefix(partition)).startAfter(after));
    var first = OptionalLong.empty();
    var last = OptionalLong.empty();
    for (var object : pages.contents()) {
      var start = ObjectKey.startOffset(partition, object.key());
      if (start.isPresent()) {
        first = first.isPresent() ? first : start;
        last = start;
      }
    }
    return new Listed(first, last);
  }

  private static String md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("MD5");
      byte[] buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
