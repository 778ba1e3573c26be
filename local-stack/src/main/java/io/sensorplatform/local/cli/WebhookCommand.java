package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "webhook",
    description = "Where the tenant is told of events, such as keys that expire.",
    synopsisSubcommandLabel = "add|list|test|deliveries|delete",
    subcommands = {
      WebhookCommand.Add.class,
      WebhookCommand.ListAll.class,
      WebhookCommand.Test.class,
      WebhookCommand.Deliveries.class,
      WebhookCommand.Delete.class
    })
final class WebhookCommand {
  private static final String PATH = "/v1/webhooks";

  WebhookCommand(Session session) {}

  private static String path(String id) {
    if (!id.matches("whk_[0-9a-f]{20}")) {
      throw new StackException("'%s' is no webhook's id; see: webhook list".formatted(id));
    }
    return PATH + "/" + id;
  }

  private static void print(Terminal terminal, JsonNode webhook) {
    String events =
        webhook
            .path("events")
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.joining(" "));
    terminal.out.printf(
        "%s  %s  %s%s%n",
        webhook.path("webhookId").asString(),
        webhook.path("url").asString(),
        events.isEmpty() ? "every event" : events,
        webhook.path("disabled").asBoolean() ? " " + terminal.bad("disabled") : "");
  }

  @Command(name = "add", description = "Add a webhook; its secret is shown this once.")
  static final class Add implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "URL", description = "https, or on this machine http, too.")
    private String url = "";

    @Option(
        names = "--events",
        split = ",",
        paramLabel = "EVENT",
        description = "Such as key.expiring; default: every one.")
    private List<String> events = new ArrayList<>();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Add(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      JsonNode made = session.access().post(PATH, Map.of("url", url, "events", events));
      if (json) {
        session.printJson(made);
        return 0;
      }
      print(session.terminal, made);
      session.terminal.out.println("secret  " + made.path("secret").asString());
      session.terminal.progress("The secret is not shown again.");
      return 0;
    }
  }

  @Command(name = "list", description = "All of the operator's tenant.")
  static final class ListAll implements Callable<Integer> {
    private final Session session;

    @Option(names = "--json", description = "As JSON, as GET /v1/webhooks answers.")
    private boolean json;

    ListAll(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      JsonNode all = session.access().get(PATH);
      if (json) {
        session.printJson(all);
      } else {
        all.path("items").forEach(webhook -> print(session.terminal, webhook));
      }
      return 0;
    }
  }

  @Command(name = "test", description = "Send an event webhook.test.")
  static final class Test implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The webhook's.")
    private String id = "";

    Test(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      JsonNode queued = session.access().post(path(id) + "/test", Map.of());
      session.terminal.out.println(queued.path("deliveryId").asString());
      session.terminal.progress(
          "What came of it: %s webhook deliveries %s".formatted(session.self(), id));
      return 0;
    }
  }

  @Command(name = "deliveries", description = "What was sent and what came of it, newest first.")
  static final class Deliveries implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The webhook's.")
    private String id = "";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Deliveries(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      JsonNode page = session.access().get(path(id) + "/deliveries");
      if (json) {
        session.printJson(page);
        return 0;
      }
      for (JsonNode delivery : page.path("items")) {
        String state = delivery.path("state").asString();
        session.terminal.out.printf(
            "%s  %s  %-15s  %s  %d attempts%s%n",
            delivery.path("createdAt").asString(),
            delivery.path("deliveryId").asString(),
            delivery.path("event").asString(),
            state.equals("failed") ? session.terminal.bad(state) : state,
            delivery.path("attempts").asInt(),
            delivery.path("outcome").isString()
                ? ", the last: " + delivery.path("outcome").asString()
                : "");
      }
      return 0;
    }
  }

  @Command(name = "delete", description = "Delete a webhook with its deliveries.")
  static final class Delete implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The webhook's.")
    private String id = "";

    Delete(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      session.access().delete(path(id));
      session.terminal.out.println("deleted " + id);
      return 0;
    }
  }
}
