package io.sensorplatform.local.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "audit",
    description = "Who did what, and what was refused to whom.",
    synopsisSubcommandLabel = "list|verify",
    subcommands = {AuditCommand.ListActs.class, AuditCommand.Verify.class})
final class AuditCommand {
  AuditCommand(Session session) {}

  @Command(name = "list", description = "The latest acts, the newest first.")
  static final class ListActs implements Callable<Integer> {
    private final Session session;

    @Option(names = "--who", paramLabel = "NAME", description = "Of this operator or device.")
    private @Nullable String who;

    @Option(
        names = "--what",
        paramLabel = "ACT",
        description =
            "Such as device.create; with a dot at the end, such as device., all of these.")
    private @Nullable String what;

    @Option(names = "--refused", description = "Only what was refused.")
    private boolean refused;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "How many; default ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "As JSON, as GET /v1/audit answers.")
    private boolean json;

    ListActs(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      var query = new StringJoiner("&", "/v1/audit?", "").add("limit=" + limit);
      add(query, "who", who);
      add(query, "what", what);
      add(query, "result", refused ? "refused" : null);
      JsonNode page = session.access().get(query.toString());
      if (json) {
        session.printJson(page);
        return 0;
      }
      for (JsonNode act : page.path("items")) {
        session.terminal.out.printf(
            "%s  %-15s  %s %s %s%s%s%n",
            act.path("at").asString(),
            act.path("address").asString("-"),
            session.terminal.strong(act.path("who").asString()),
            act.path("what").asString(),
            act.path("object").asString(),
            act.path("result").asString().equals("refused") ? session.terminal.bad(" refused") : "",
            told(act));
      }
      return 0;
    }

    private static String told(JsonNode act) {
      String detail = act.path("detail").asString("");
      long count = act.path("count").asLong(1);
      return (detail.isEmpty() ? "" : " (" + detail + ")") + (count > 1 ? " x" + count : "");
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
      if (value != null) {
        query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }
  }

  @Command(
      name = "verify",
      description =
          "Compute the chain of hashes anew. Exit code 1 if a row is not as it was written.")
  static final class Verify implements Callable<Integer> {
    private final Session session;

    @Option(names = "--json", description = "As JSON: the last stretch's verdict.")
    private boolean json;

    Verify(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      long verified = 0;
      JsonNode verdict = session.access().get("/v1/audit/verification");
      verified += verdict.path("verified").asLong();
      while (verdict.path("next").isNumber()) {
        verdict =
            session.access().get("/v1/audit/verification?from=" + verdict.path("next").asLong());
        verified += verdict.path("verified").asLong();
      }
      boolean intact = verdict.path("intact").asBoolean();
      if (json) {
        session.printJson(verdict);
      } else if (intact) {
        session.terminal.out.printf(
            "%s, %,d rows; the last is %d with hash %s%n",
            session.terminal.good("intact"),
            verified,
            verdict.path("lastSeq").asLong(),
            verdict.path("lastHash").asString());
      } else {
        session.terminal.out.printf(
            "%s at row %d: %s%n",
            session.terminal.bad("broken"),
            verdict.at("/broken/seq").asLong(),
            verdict.at("/broken/reason").asString());
      }
      return intact ? 0 : 1;
    }
  }
}
