package io.sensorplatform.local.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "list", description = "Devices of a tenant, by name.")
final class DeviceListCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Default: the operator's.")
  private @Nullable String tenant;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Only those whose names start so.")
  private @Nullable String prefix;

  @Option(
      names = "--expiring",
      paramLabel = "DAYS",
      description = "Only those with a key that expires within so many days.")
  private @Nullable Integer expiring;

  @Option(names = "--disabled", description = "Only those that are disabled.")
  private boolean disabled;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many, 1000 at most; default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "As JSON, as GET /v1/devices answers.")
  private boolean json;

  DeviceListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var query = new StringJoiner("&", "/v1/devices?", "").add("limit=" + limit);
    add(query, "tenant", tenant);
    add(query, "namePrefix", prefix);
    add(query, "keysExpireWithinDays", expiring == null ? null : expiring.toString());
    add(query, "disabled", disabled ? "true" : null);
    JsonNode page = session.access().get(query.toString());
    if (json) {
      session.printJson(page);
      return 0;
    }
    for (JsonNode device : page.path("items")) {
      DeviceShowCommand.printLine(session.terminal, device);
    }
    if (page.path("nextCursor").isString()) {
      session.terminal.progress("There are more: --limit, --prefix.");
    }
    return 0;
  }

  private static void add(StringJoiner query, String name, @Nullable String value) {
    if (value != null) {
      query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
