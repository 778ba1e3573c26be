package io.sensorplatform.local.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** What runs in the broker's JVM: formats the log directory if it is new, then serves. */
final class KafkaProcess {
  private KafkaProcess() {}

  public static void main(String[] arguments) {
    String settings = arguments[0];
    int failed =
        StorageTool.execute(
            new String[] {
              "format",
              "--standalone",
              "--ignore-formatted",
              "--cluster-id",
              clusterId(Path.of(settings).resolveSibling("cluster-id")),
              "--config",
              settings
            },
            System.out);
    if (failed != 0) {
      System.exit(failed);
    }
    Kafka.main(new String[] {settings});
  }

  private static String clusterId(Path file) {
    try {
      if (!Files.exists(file)) {
        Secrets.writePrivately(file, Uuid.randomUuid().toString());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
