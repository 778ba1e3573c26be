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
      description =
          "gateway-service, auth-service, sensor-service, kafka, stream-service, postgres, s3 or traces")
  private String component = "";

  StartCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.stack().start(Component.of(component));
    session.terminal.progress(component + " is ready");
    return 0;
  }
}
