package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.Access;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What is done to one device. */
abstract sealed class DeviceChangeCommand implements Callable<Integer> {
  final Session session;

  @Parameters(index = "0", paramLabel = "NAME", description = "Its name or client id.")
  private String name = "";

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
  private @Nullable String tenant;

  private DeviceChangeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Access access = session.access();
    JsonNode device = access.device(name, tenant);
    change(access, device, "/v1/devices/" + device.path("clientId").asString());
    return 0;
  }

  abstract void change(Access access, JsonNode device, String path);

  /** Sends the change and prints the device as it is then. */
  void patch(Access access, String path, Map<String, Object> change) {
    DeviceShowCommand.printLine(session.terminal, access.patch(path, change));
  }

  @Command(name = "rename", description = "Give a device another name.")
  static final class Rename extends DeviceChangeCommand {
    @Parameters(index = "1", paramLabel = "NEW", description = "Unique in its tenant.")
    private String newName = "";

    Rename(Session session) {
      super(session);
    }

    @Override
    void change(Access access, JsonNode device, String path) {
      patch(access, path, Map.of("name", newName));
    }
  }

  @Command(name = "disable", description = "Let a device get no more tokens.")
  static final class Disable extends DeviceChangeCommand {
    Disable(Session session) {
      super(session);
    }

    @Override
    void change(Access access, JsonNode device, String path) {
      patch(access, path, Map.of("disabled", true));
    }
  }

  @Command(name = "enable", description = "Let a device that was disabled get tokens again.")
  static final class Enable extends DeviceChangeCommand {
    Enable(Session session) {
      super(session);
    }

    @Override
    void change(Access access, JsonNode device, String path) {
      patch(access, path, Map.of("disabled", false));
    }
  }

  @Command(name = "delete", description = "Delete a device and its keys. Its readings stay.")
  static final class Delete extends DeviceChangeCommand {
    Delete(Session session) {
      super(session);
    }

    @Override
    void change(Access access, JsonNode device, String path) {
      access.delete(path);
      session.terminal.out.println("deleted " + device.path("name").asString());
    }
  }
}
