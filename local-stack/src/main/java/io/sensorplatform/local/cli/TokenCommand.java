package io.sensorplatform.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "token",
    description = "Print an access token of a device that was added here, or of the operator.")
final class TokenCommand implements Callable<Integer> {
  static final String OPERATOR = "operator";

  private final Session session;

  @Parameters(paramLabel = "NAME|operator", description = "Name of the device, or: operator")
  private String name = "";

  TokenCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.terminal.out.println(
        name.equals(OPERATOR)
            ? session.access().operatorToken()
            : session.access().deviceToken(name));
    return 0;
  }
}
