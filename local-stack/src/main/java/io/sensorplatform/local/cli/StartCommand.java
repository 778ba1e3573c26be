package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.Component;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Start one component and wait until it is ready.")
final class StartCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "COMPONENT",
      converter = ComponentName.class,
      description = ComponentName.NAMES)
  private Component component = Component.GATEWAY;

  StartCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.stack().start(component);
    session.terminal.progress(component.label() + " is ready");
    return 0;
  }
}
