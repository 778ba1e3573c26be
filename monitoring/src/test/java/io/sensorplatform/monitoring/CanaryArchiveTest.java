package io.sensorplatform.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The archive that CloudWatch runs is the script beside it. It is checked in, so that Terraform
 * needs no provider but AWS's; {@code -Ddocs=write} makes it anew.
 */
class CanaryArchiveTest {

  private static final Path CANARY =
      Path.of("..", "infra-terraform", "modules", "observability", "canary");

  @Test
  void theArchiveHoldsTheScript() throws IOException {
    byte[] made = archive(Files.readAllBytes(CANARY.resolve("canary.py")));
    if ("write".equals(System.getProperty("docs"))) {
      Files.write(CANARY.resolve("canary.zip"), made);
    }
    assertThat(CANARY.resolve("canary.zip")).hasBinaryContent(made);
  }

  /** Not compressed and without the hour, so that it is the same wherever it is made. */
  private static byte[] archive(byte[] script) throws IOException {
    var crc = new CRC32();
    crc.update(script);
    var entry = new ZipEntry("python/canary.py");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(script.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(entry);
      zip.write(script);
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
