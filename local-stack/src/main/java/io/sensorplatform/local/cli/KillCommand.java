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
      description =
          "gateway-service, auth-service, sensor-service, kafka, stream-service, postgres, s3 or traces")
  private String component = "";

  KillCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.stack().kill(Component.of(component));
    session.terminal.progress(component + " was killed");
    return 0;
  }
}
