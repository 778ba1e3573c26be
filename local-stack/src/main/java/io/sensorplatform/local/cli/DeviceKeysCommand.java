package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.Access;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "keys",
    description = "A device's keys: keys NAME, keys add NAME, keys revoke NAME KEY.",
    subcommands = {DeviceKeysCommand.Add.class, DeviceKeysCommand.Revoke.class})
final class DeviceKeysCommand implements Callable<Integer> {
  private final Session session;

  @Spec private @Nullable CommandSpec spec;

  // Not required: then a subcommand would need it, too.
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Name or client id of the device.")
  private @Nullable String name;

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
  private @Nullable String tenant;

  @Option(names = "--json", description = "As JSON, as GET /v1/devices/{clientId}/keys answers.")
  private boolean json;

  DeviceKeysCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (name == null) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "Missing required parameter: 'NAME'");
    }
    Access access = session.access();
    JsonNode keys = keys(access, access.device(name, tenant));
    if (json) {
      session.printJson(keys);
    } else {
      print(session.terminal, keys);
    }
    return 0;
  }

  static JsonNode keys(Access access, JsonNode device) {
    return access.get("/v1/devices/" + device.path("clientId").asString() + "/keys");
  }

  static void print(Terminal terminal, JsonNode keys) {
    for (JsonNode key : keys.path("items")) {
      String state = key.path("state").asString();
      terminal.out.printf(
          "key        %s  %-10s  %s  expires %s, last used %s%n",
          key.path("keyId").asString(),
          key.path("kind").asString(),
          state.equals("live") ? terminal.good(state) : terminal.bad(state),
          key.path("expiresAt").asString(),
          key.path("lastUsedAt").asString("never"));
    }
  }

  @Command(
      name = "add",
      description = "Add an API key, which is shown this once; those before stay good.")
  static final class Add implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Name or client id of the device.")
    private String name = "";

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
    private @Nullable String tenant;

    @Option(
        names = "--expires",
        paramLabel = "INSTANT",
        description = "Such as 2027-06-30T00:00:00Z; default: in 90 days.")
    private @Nullable String expires;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Add(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      Access access = session.access();
      JsonNode key =
          access.addKey(
              access.device(name, tenant),
              expires == null ? Map.of() : Map.of("expiresAt", expires));
      if (json) {
        session.printJson(key);
        return 0;
      }
      session.terminal.out.printf(
          "API key  %s%nexpires  %s%n",
          key.path("apiKey").asString(), key.path("expiresAt").asString());
      session.terminal.progress("The key is not shown again.");
      return 0;
    }
  }

  @Command(name = "revoke", description = "Revoke a key.")
  static final class Revoke implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name or client id of the device.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "The key's id, as keys lists it.")
    private String key = "";

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
    private @Nullable String tenant;

    Revoke(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      Access access = session.access();
      JsonNode device = access.device(name, tenant);
      access.delete("/v1/devices/" + device.path("clientId").asString() + "/keys/" + key);
      session.terminal.out.println("revoked " + key);
      if (access.keptKey(device.path("name").asString()).filter(key::equals).isPresent()) {
        session.terminal.progress(
            "It was the key that tokens are got with here. Another: %s device keys add %s"
                .formatted(session.self(), Session.quoted(name)));
      }
      return 0;
    }
  }
}
