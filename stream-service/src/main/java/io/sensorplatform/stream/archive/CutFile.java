package io.sensorplatform.stream.archive;

import io.sensorplatform.stream.consume.ProducerLinks;
import io.sensorplatform.stream.objects.Contents;
import io.sensorplatform.stream.objects.HourlyCounts;
import io.sensorplatform.stream.objects.ObjectFooter;
import io.sensorplatform.stream.objects.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A complete file that waits to become an object.
 *
 * @param oldestMillis when its first record came to Kafka
 */
record CutFile(
    Path path,
    Contents contents,
    Optional<HourlyCounts> counts,
    ProducerLinks producers,
    long oldestMillis,
    long bytes) {

  String key() {
    return ObjectKey.of(contents.partition(), contents.startOffset());
  }

  /** The object's metadata on S3. */
  Map<String, String> metadata() throws IOException {
    var metadata = new HashMap<>(contents.metadata());
    metadata.put(ObjectFooter.CHECKSUM, ObjectFooter.checksum(path));
    return metadata;
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
