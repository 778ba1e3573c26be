package io.sensorplatform.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "down", description = "Stop everything, also what a crash left. The data stays.")
final class DownCommand implements Callable<Integer> {
  private final Session session;

  DownCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    boolean none = session.stack().down(session.terminal::progress).isEmpty();
    session.terminal.progress(none ? "Nothing was running." : "Everything is stopped.");
    return 0;
  }
}
