package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.AccessException;
import io.sensorplatform.local.access.Device;
import io.sensorplatform.local.stack.StackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "device",
    description = "Devices and their keys.",
    synopsisSubcommandLabel = "add|list|show|rename|disable|enable|delete|keys|import",
    subcommands = {
      DeviceCommand.Add.class,
      DeviceListCommand.class,
      DeviceShowCommand.class,
      DeviceChangeCommand.Rename.class,
      DeviceChangeCommand.Disable.class,
      DeviceChangeCommand.Enable.class,
      DeviceChangeCommand.Delete.class,
      DeviceKeysCommand.class,
      DeviceImportCommand.class
    })
final class DeviceCommand {
  DeviceCommand(Session session) {}

  @Command(
      name = "add",
      description = "Register a device and give it an API key, which is shown this once.")
  static final class Add implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Unique in its tenant.")
    private String name = "";

    @Option(
        names = "--sensors",
        required = true,
        split = ",",
        paramLabel = "PREFIX",
        description = "What the ids of its sensors start with, such as plant1/press7/")
    private List<String> sensors = new ArrayList<>();

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
    private @Nullable String tenant;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Add(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      Device device = add();
      if (json) {
        session.printJson(device);
        return 0;
      }
      session.terminal.out.printf(
          """
          client id        %s
          API key          %s
          token endpoint   %s
          ingest endpoint  %s
          """,
          device.clientId(), device.apiKey(), device.tokenEndpoint(), device.ingestEndpoint());
      session.terminal.progress(
          "The key is not shown again. A token for it: %s token %s"
              .formatted(session.self(), Session.quoted(name)));
      return 0;
    }

    private Device add() {
      if (name.equals(TokenCommand.OPERATOR)) {
        throw new StackException("'operator' is who registers devices; choose another name");
      }
      try {
        return session.access().addDevice(name, sensors, tenant);
      } catch (AccessException e) {
        if (!e.code().equals("device-exists")) {
          throw e;
        }
        throw new StackException(
            "there is a device '%s' already; %s"
                .formatted(
                    name,
                    session.access().isKept(name)
                        ? "a token for it: %s token %s"
                            .formatted(session.self(), Session.quoted(name))
                        : "choose another name"),
            e);
      }
    }
  }
}
