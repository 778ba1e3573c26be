package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.CommandLine;
import io.sensorplatform.local.server.Jvm;
import io.sensorplatform.local.server.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Processes of a stack that only their command line leads to, such as after a crash. */
final class Leftovers {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String marker;
  private final String cluster;
  private final Set<Long> known;

  private Leftovers(DataDirectory data, Set<Long> known) {
    this.marker = Jvm.marker(data.root());
    this.cluster = data.files(Component.POSTGRES).resolve("cluster").toString();
    this.known = known;
  }

  /**
   * Ends them, if they like it or not; what they were.
   *
   * @param known processes that are not leftovers
   */
  static List<String> stop(DataDirectory data, Set<Long> known, Progress progress) {
    var leftovers = new Leftovers(data, known);
    List<ProcessHandle> found = leftovers.find().toList();
    found.forEach(ProcessHandle::destroy);
    if (!Wait.until(PATIENCE, leftovers::none)) {
      leftovers.find().forEach(ProcessHandle::destroyForcibly);
      Wait.until(PATIENCE, leftovers::none);
    }
    return found.stream()
        .map(process -> {
          String what = "process " + process.pid();
          progress.say("  stopped %s, left by a crash".formatted(what));
          return what;
        })
        .toList();
  }

  private boolean none() {
    return find().findAny().isEmpty();
  }

  private Stream<ProcessHandle> find() {
    return ProcessHandle.allProcesses()
        .filter(process -> !known.contains(process.pid()))
        .filter(process ->
            CommandLine.hasArgument(process.pid(), marker)
                || CommandLine.hasArgument(process.pid(), cluster));
  }
}
