package io.sensorplatform.local.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "keys",
    description = "The keys that sign access tokens.",
    synopsisSubcommandLabel = "list|rotate|revoke",
    subcommands = {KeysCommand.ListKeys.class, KeysCommand.Rotate.class, KeysCommand.Revoke.class})
final class KeysCommand {
  KeysCommand(Session session) {}

  private static void print(Session session, JsonNode keys) {
    for (JsonNode key : keys.path("items")) {
      String until = key.path("verifiesUntil").asString("");
      session.terminal.out.printf(
          "%-8s %s  signs from %s%s%n",
          key.path("state").asString(),
          key.path("kid").asString(),
          key.path("signsFrom").asString(),
          until.isEmpty() ? "" : ", verifies until " + until);
    }
  }

  @Command(name = "list", description = "Which key signs, which comes next, which still verify.")
  static final class ListKeys implements Callable<Integer> {
    private final Session session;

    @Option(names = "--json", description = "As JSON, as GET /v1/signing-keys answers.")
    private boolean json;

    ListKeys(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      JsonNode keys = session.access().get("/v1/signing-keys");
      if (json) {
        session.printJson(keys);
      } else {
        print(session, keys);
      }
      return 0;
    }
  }

  @Command(
      name = "rotate",
      description = "Publish the next key now; it signs once every verifier knows it.")
  static final class Rotate implements Callable<Integer> {
    private final Session session;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Rotate(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      JsonNode keys = session.access().post("/v1/signing-keys/rotation", Map.of());
      if (json) {
        session.printJson(keys);
      } else {
        print(session, keys);
      }
      return 0;
    }
  }

  @Command(
      name = "revoke",
      description = {
        "Withdraw a key that somebody else may have: it signs no more, and every token that it signed is refused within 5 s.",
        "All devices and operators have to get new tokens."
      })
  static final class Revoke implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "KID", description = "The key's id, as 'keys list' tells it.")
    private String kid = "";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Revoke(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      String path =
          "/v1/signing-keys/" + URLEncoder.encode(kid, StandardCharsets.UTF_8) + "/revocation";
      JsonNode keys = session.access().post(path, Map.of());
      // Most likely it was signed with that key.
      session.access().forgetOperatorToken();
      if (json) {
        session.printJson(keys);
      } else {
        print(session, keys);
      }
      return 0;
    }
  }
}
