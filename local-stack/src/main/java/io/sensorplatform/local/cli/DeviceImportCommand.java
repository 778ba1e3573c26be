package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "import",
    description = {
      "Register up to 10,000 devices, each with a key, from CSV or NDJSON.",
      "Prints a line for each that could not be registered, and how it went on standard error.",
      "Exit code 1 if any could not."
    })
final class DeviceImportCommand implements Callable<Integer> {
  private static final int STEP = 1_000;

  private final Session session;

  @Parameters(
      paramLabel = "FILE",
      description =
          "*.csv with the columns name,sensors and perhaps tenant; else a JSON object a line.")
  private Path file = Path.of("");

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
  private @Nullable String tenant;

  @Option(names = "--json", description = "Each line's result as JSON, with the keys.")
  private boolean json;

  private int results;
  private int failed;
  private boolean done;

  DeviceImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!Files.isReadable(file)) {
      throw new StackException("there is no file " + file);
    }
    session.access().importDevices(file, isCsv(), tenant, this::told);
    if (!done) {
      throw new StackException(
          "the answer broke off after %d lines; what was registered is device-exists if you import"
                  .formatted(results)
              + " the same file again");
    }
    return failed == 0 ? 0 : 1;
  }

  private void told(JsonNode line) {
    if (line.path("status").asString().equals("done")) {
      done = true;
      session.terminal.progress(
          "%,d lines: %,d registered, %,d failed"
              .formatted(
                  line.path("lines").asInt(),
                  line.path("created").asInt(),
                  line.path("failed").asInt()));
      return;
    }
    results++;
    boolean bad = line.path("status").asString().equals("failed");
    failed += bad ? 1 : 0;
    if (json) {
      session.terminal.out.println(JsonMapper.shared().writeValueAsString(line));
    } else if (bad) {
      session.terminal.out.printf(
          "%s:%d  %s: %s%n",
          file,
          line.path("line").asInt(),
          session.terminal.bad(line.path("code").asString()),
          line.path("detail").asString());
    }
    if (results % STEP == 0) {
      session.terminal.progress("%,d lines so far".formatted(results));
    }
  }

  private boolean isCsv() {
    if (file.toString().endsWith(".csv")) {
      return true;
    }
    try (var lines = Files.lines(file)) {
      return lines.findFirst().map(line -> !line.stripLeading().startsWith("{")).orElse(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
