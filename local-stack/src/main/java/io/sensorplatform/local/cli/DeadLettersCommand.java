package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "dead-letters",
    description = "Readings that could not be stored: look at them, send them again, discard them.",
    synopsisSubcommandLabel = "list|show|replay|discard",
    subcommands = {
      DeadLettersCommand.ListThem.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.ReplayThem.class,
      DeadLettersCommand.Discard.class
    })
final class DeadLettersCommand {
  static final String PATH = "/v1/dead-letters";

  DeadLettersCommand(Session session) {}

  @Command(name = "list", description = "The newest dead letters.")
  static final class ListThem implements Callable<Integer> {
    private static final int MOST = 1_000;

    private final Session session;

    @Mixin private LetterFilter filter;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "open (default), replayed, discarded or any.")
    private String state = "open";

    @Option(names = "--limit", paramLabel = "N", description = "Up to 1000; default 50.")
    private int limit = 50;

    @Option(names = "--json", description = "As JSON, as GET /v1/dead-letters answers.")
    private boolean json;

    ListThem(Session session) {
      this.session = session;
      this.filter = new LetterFilter(session);
    }

    @Override
    public Integer call() {
      if (limit < 1 || limit > MOST) {
        throw new StackException("--limit is not a number from 1 to " + MOST);
      }
      var query = new StringBuilder("?limit=" + limit);
      filter.toMap().forEach((name, value) -> append(query, name, value));
      if (!state.equals("any")) {
        append(query, "state", state);
      }
      var page = session.access().get(PATH + query);
      if (json) {
        session.printJson(page);
      } else {
        new LetterTable(session.terminal, session.self()).list(page);
      }
      return 0;
    }

    private static void append(StringBuilder query, String name, String value) {
      query
          .append('&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  @Command(name = "show", description = "All that is known of one: decoded, raw, and its history.")
  static final class Show implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The dead letter.")
    private long id;

    @Option(names = "--json", description = "As JSON, as GET /v1/dead-letters/ID answers.")
    private boolean json;

    Show(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      var letter = session.access().get(PATH + "/" + id);
      if (json) {
        session.printJson(letter);
      } else {
        new LetterTable(session.terminal, session.self()).show(letter);
      }
      return 0;
    }
  }

  @Command(
      name = "replay",
      description = {
        "Send readings of dead letters once more, through Kafka, and follow until that is done.",
        "Exit code 1 if it was cancelled or some failed."
      })
  static final class ReplayThem implements Callable<Integer> {
    private final Session session;

    @Mixin private LetterSelection letters;

    @Option(names = "--dry-run", description = "Only tell what would be sent.")
    private boolean dryRun;

    @Option(names = "--rate", paramLabel = "N", description = "At most N each second; default 500.")
    private @Nullable Integer rate;

    @Option(
        names = "--overwrite",
        description = "Also where a reading of the same instant, received later, is stored.")
    private boolean overwrite;

    @Option(names = "--json", description = "The end as JSON.")
    private boolean json;

    ReplayThem(Session session) {
      this.session = session;
      this.letters = new LetterSelection(session);
    }

    @Override
    public Integer call() throws InterruptedException {
      var body = letters.toBody();
      body.put("dryRun", dryRun);
      body.put("overwrite", overwrite);
      if (rate != null) {
        body.put("ratePerSecond", rate);
      }
      var access = session.access();
      var replay = access.post(PATH + "/replays", body);
      var end = new ReplayProgress(session).follow(access, replay);
      if (json) {
        session.printJson(end);
      }
      return end.path("state").asString().equals("done") && end.path("failed").asLong() == 0
          ? 0
          : 1;
    }
  }

  @Command(name = "discard", description = "Give dead letters up, and say why.")
  static final class Discard implements Callable<Integer> {
    private final Session session;

    @Mixin private LetterSelection letters;

    @Option(
        names = "--because",
        required = true,
        paramLabel = "TEXT",
        description = "Kept in the letters' history.")
    private String because = "";

    Discard(Session session) {
      this.session = session;
      this.letters = new LetterSelection(session);
    }

    @Override
    public Integer call() {
      var body = letters.toBody();
      body.put("reason", because);
      var access = session.access();
      long discarded = 0;
      boolean complete = false;
      while (!complete) {
        var done = access.post(PATH + "/discard", body);
        discarded += done.path("discarded").asLong();
        complete = done.path("complete").asBoolean(true);
      }
      session.terminal.out.println(
          discarded == 1
              ? "1 dead letter is discarded."
              : discarded + " dead letters are discarded.");
      return 0;
    }
  }
}
