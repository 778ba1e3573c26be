package io.sensorplatform.local.cli;

import io.sensorplatform.local.server.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

@Command(
    name = "bench",
    description = {
      "Measure what the platform bears next to the limit of what it is built on.",
      "Without a stage: lists them and runs all, for half an hour. On servers of its own, on a",
      "machine that does nothing else. Writes benchmarks/results and docs/performance.md."
    },
    footer = {"", "Further options are the stage's own, see benchmarks/README.md."})
final class BenchCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "STAGE", description = "Only this one.")
  private @Nullable String stage;

  @Option(
      names = "--short",
      description = "Fewer and shorter rounds: a quarter of an hour for all.")
  private boolean brief;

  @Unmatched private List<String> rest = new ArrayList<>();

  BenchCommand(Session session) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path checkout = Checkout.find().root();
    var command = new ArrayList<String>();
    command.add(checkout.resolve("benchmarks/run").toString());
    command.add("Stages");
    if (stage != null) {
      command.add(stage);
    }
    if (brief) {
      command.add("--short");
    }
    command.addAll(rest);
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start().waitFor();
  }
}
