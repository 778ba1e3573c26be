package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.Access;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "show", description = "One device and its keys.")
final class DeviceShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "Its name or client id.")
  private String name = "";

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
  private @Nullable String tenant;

  @Option(names = "--json", description = "As JSON, as GET /v1/devices/{clientId} answers.")
  private boolean json;

  DeviceShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Access access = session.access();
    JsonNode device = access.device(name, tenant);
    if (json) {
      session.printJson(device);
      return 0;
    }
    session.terminal.out.printf(
        """
        name       %s%s
        client id  %s
        tenant     %s
        sensors    %s
        created    %s
        """,
        session.terminal.strong(device.path("name").asString()),
        disabled(session.terminal, device),
        device.path("clientId").asString(),
        device.path("tenant").asString(),
        sensors(device),
        device.path("createdAt").asString());
    DeviceKeysCommand.print(session.terminal, DeviceKeysCommand.keys(access, device));
    return 0;
  }

  static void printLine(Terminal terminal, JsonNode device) {
    terminal.out.printf(
        "%s  %-24s  %s  %d keys%s%s%n",
        device.path("clientId").asString(),
        device.path("name").asString(),
        sensors(device),
        device.path("liveKeys").asInt(),
        device.path("nextKeyExpiry").isString()
            ? ", the first expires " + device.path("nextKeyExpiry").asString()
            : "",
        disabled(terminal, device));
  }

  private static String sensors(JsonNode device) {
    return device
        .path("sensors")
        .valueStream()
        .map(JsonNode::asString)
        .collect(Collectors.joining(" "));
  }

  private static String disabled(Terminal terminal, JsonNode device) {
    return device.path("disabled").asBoolean() ? " " + terminal.bad("disabled") : "";
  }
}
