package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.PipelineFeed;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "watch",
    description =
        "Show what each stage of the path does, what fails since when, and what to do; until Ctrl-C. Not at a terminal, a line for each change.")
final class WatchCommand implements Callable<Integer> {
  private static final String HOME = "\u001b[H";
  private static final String CLEAR = "\u001b[2J";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_PAGE = "\u001b[J";

  private final Session session;

  @Option(
      names = "--once",
      description = "Show it once and end; exit code 1 unless every stage is ok.")
  private boolean once;

  @Option(names = "--json", description = "As JSON, as GET /v1/pipeline answers, one a line.")
  private boolean json;

  @Option(
      names = "--interval",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seconds between two looks; default ${DEFAULT-VALUE}.")
  private double interval;

  WatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    var feed = new PipelineFeed(session.stack());
    var changes = new PipelineChanges();
    if (!once && !json && session.terminal.outIsTerminal()) {
      session.terminal.out.print(CLEAR);
    }
    long pause = Math.round(Math.clamp(interval, 0.2, 3_600) * 1_000);
    while (true) {
      JsonNode pipeline = feed.ask();
      show(pipeline, changes);
      if (once) {
        return pipeline.path("verdict").asString().equals("ok") ? 0 : 1;
      }
      Thread.sleep(pause);
    }
  }

  private void show(JsonNode pipeline, PipelineChanges changes) {
    Terminal terminal = session.terminal;
    if (json) {
      terminal.out.println(JsonMapper.shared().writeValueAsString(pipeline));
    } else if (once) {
      new PipelinePage(terminal).lines(pipeline).forEach(terminal.out::println);
    } else if (terminal.outIsTerminal()) {
      var page = new StringBuilder(HOME);
      for (String line : new PipelinePage(terminal).lines(pipeline)) {
        page.append(line).append(REST_OF_LINE).append('\n');
      }
      terminal.out.print(page.append(REST_OF_PAGE));
      terminal.out.flush();
    } else {
      changes.lines(pipeline).forEach(terminal.out::println);
    }
  }
}
