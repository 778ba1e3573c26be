package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackStatus;
import io.sensorplatform.local.stack.StackStatus.ComponentState;
import io.sensorplatform.local.stack.StackStatus.ComponentStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "What runs, and where; with --json also logins.")
final class StatusCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "As JSON, whose names stay the same.")
  private boolean json;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    StackStatus status = session.stack().status();
    if (json) {
      session.printJson(status);
      return 0;
    }
    Terminal terminal = session.terminal;
    terminal.out.printf("The platform is %s.%n%n", coloured(status.state().name()));
    terminal.out.printf("%-16s %-8s %8s  %-44s %s%n", "COMPONENT", "STATE", "PID", "URL", "LOG");
    for (ComponentStatus component : status.components()) {
      Long pid = component.pid();
      terminal.out.printf(
          "%-16s %s %8s  %-44s %s%n",
          component.name(),
          coloured("%-8s".formatted(component.state())),
          pid == null ? "-" : pid,
          component.url(),
          component.log());
    }
    return 0;
  }

  private String coloured(String state) {
    Terminal terminal = session.terminal;
    String word = state.strip();
    if (word.equals(ComponentState.up.name()) || word.equals(StackStatus.State.ready.name())) {
      return terminal.good(state);
    }
    return word.equals(ComponentState.down.name()) ? terminal.bad(state) : terminal.strong(state);
  }
}
