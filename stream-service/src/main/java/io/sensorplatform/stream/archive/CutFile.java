package io.sensorplatform.stream.archive;

import io.sensorplatform.stream.consume.ProducerLinks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A complete file that waits to become an object. */
record CutFile(Path path, Contents contents, ProducerLinks producers, long bytes) {

  String key() {
    return ObjectKey.of(contents.partition(), contents.startOffset());
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
