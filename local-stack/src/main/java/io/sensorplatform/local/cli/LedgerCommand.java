package io.sensorplatform.local.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "ledger",
    description =
        "Count every reading: accepted = stored + replaced + dead-lettered + in flight. Exit code 1 if some are missing.")
final class LedgerCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "As JSON, as GET /v1/ledger answers.")
  private boolean json;

  @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's readings.")
  private @Nullable String tenant;

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "Also the last N hours, tenant by tenant.")
  private int hours;

  LedgerCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var ledger = session.access().get("/v1/ledger" + query());
    if (json) {
      session.printJson(ledger);
    } else {
      new LedgerTable(session.terminal).print(ledger, hours > 0);
    }
    return isBalanced(ledger) ? 0 : 1;
  }

  private static boolean isBalanced(JsonNode ledger) {
    return ledger.at("/totals/difference").asLong(0) == 0;
  }

  private String query() {
    var now = Clock.systemUTC().instant();
    var from = now.minus(Duration.ofHours(hours > 0 ? hours - 1 : 23));
    var query = "?from=" + from.toString().substring(0, 13) + ":00:00Z";
    return tenant == null
        ? query
        : query + "&tenant=" + URLEncoder.encode(tenant, StandardCharsets.UTF_8);
  }
}
