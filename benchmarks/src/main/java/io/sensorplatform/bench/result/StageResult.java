package io.sensorplatform.bench.result;

import io.sensorplatform.bench.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one run of a stage has given.
 *
 * @param command that runs it again
 * @param brief whether it was a short run, which shows that all works rather than how fast
 * @param loadBefore how many processes wanted a core in the minute before; above 0.5 the machine
 *     was not quiet
 */
public record StageResult(
    String stage,
    String command,
    String date,
    String commit,
    boolean brief,
    double busyBefore,
    Machine machine,
    List<Figure> figures) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public StageResult {
    figures = List.copyOf(figures);
  }

  public static StageResult read(Path file) throws IOException {
    return JSON.readValue(Files.readString(file), StageResult.class);
  }

  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }
}
