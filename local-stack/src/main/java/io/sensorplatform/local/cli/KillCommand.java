package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.Component;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "kill", description = "kill -9 a component, to see the others live on.")
final class KillCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "COMPONENT",
      converter = ComponentName.class,
      description = ComponentName.NAMES)
  private Component component = Component.GATEWAY;

  KillCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    boolean ran = session.stack().kill(component);
    session.terminal.progress(component.label() + (ran ? " was killed" : " was not running"));
    return 0;
  }
}
