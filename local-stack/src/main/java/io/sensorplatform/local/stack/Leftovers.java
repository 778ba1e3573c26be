package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.CommandLine;
import io.sensorplatform.local.server.Jvm;
import java.util.List;

/** Processes of a stack that nothing but their command line leads to, such as after a crash. */
final class Leftovers {
  private Leftovers() {}

  static List<ProcessHandle> of(DataDirectory data) {
    String marker = Jvm.marker(data.root());
    String cluster = data.files(Component.POSTGRES).resolve("cluster").toString();
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self)
        .filter(process ->
            CommandLine.hasArgument(process.pid(), marker)
                || CommandLine.hasArgument(process.pid(), cluster))
        .toList();
  }
}
