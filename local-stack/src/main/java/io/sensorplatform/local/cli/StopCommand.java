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
      description =
          "gateway-service, auth-service, sensor-service, kafka, stream-service, postgres, s3 or traces")
  private String component = "";

  StopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.stack().stop(Component.of(component));
    session.terminal.progress(component + " is stopped");
    return 0;
  }
}
