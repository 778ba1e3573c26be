package io.sensorplatform.stream.archive;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the archiver works.
 *
 * @param threads consumers of this process; default 1
 * @param maxRows a file is cut when it holds this many readings; default 20000000
 * @param maxBytes a file is cut when it has about this size; default 128MB
 * @param maxAge a file is cut this long after its first record came; default 15m
 * @param directory where files grow until they are cut; emptied at start; default archive
 * @param bufferMemory bytes of unwritten row groups of all open files of a consumer together;
 *     default 64MB
 * @param compressionLevel of zstd; default 3
 */
@ConfigurationProperties("platform.archiver")
public record ArchiverSettings(
    @DefaultValue("1") int threads,
    @DefaultValue("20000000") long maxRows,
    @DefaultValue("128MB") DataSize maxBytes,
    @DefaultValue("15m") Duration maxAge,
    @DefaultValue("archive") Path directory,
    @DefaultValue("64MB") DataSize bufferMemory,
    @DefaultValue("3") int compressionLevel) {

  public ArchiverSettings {
    if (threads < 1 || maxRows < 1 || maxBytes.toBytes() < 1 || bufferMemory.toBytes() < 1) {
      throw new IllegalArgumentException(
          "platform.archiver: threads, max-rows, max-bytes and buffer-memory are at least 1");
    }
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException("platform.archiver.max-age must be positive");
    }
    if (compressionLevel < 1 || compressionLevel > 22) {
      throw new IllegalArgumentException("platform.archiver.compression-level is 1 to 22");
    }
  }
}
