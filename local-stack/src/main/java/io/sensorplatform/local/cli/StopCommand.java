package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.Component;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stop one component in order.")
final class StopCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "COMPONENT",
      converter = ComponentName.class,
      description = ComponentName.NAMES)
  private Component component = Component.GATEWAY;

  StopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    boolean ran = session.stack().stop(component);
    session.terminal.progress(component.label() + (ran ? " is stopped" : " was not running"));
    return 0;
  }
}
