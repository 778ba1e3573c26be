package io.sensorplatform.local.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code ./platform}: exit code 0 when done, 1 when it failed, 2 when called wrongly. */
@Command(
    name = "./platform",
    synopsisSubcommandLabel = "COMMAND",
    header = {
      "The Sensor Platform on this machine: real PostgreSQL, Kafka and S3, and the four services.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Start with `./platform up`, and paste the lines that it prints.",
      "`./platform COMMAND --help` tells more. Exit code: 0 done, 1 failed, 2 called wrongly."
    },
    subcommands = {
      UpCommand.class,
      StatusCommand.class,
      DeviceCommand.class,
      TokenCommand.class,
      OperatorCommand.class,
      WebhookCommand.class,
      DemoCommand.class,
      LoadCommand.class,
      BenchCommand.class,
      WatchCommand.class,
      LedgerCommand.class,
      ArchiveCommand.class,
      AuditCommand.class,
      KeysCommand.class,
      DeadLettersCommand.class,
      KillCommand.class,
      StopCommand.class,
      StartCommand.class,
      DownCommand.class,
      ResetCommand.class
    })
final class PlatformCommand {
  /** As shells have it for what Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  private final Session session;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  private PlatformCommand(Session session) {
    this.session = session;
  }

  /** Everything that can be called. */
  static CommandLine commandLine(Session session) {
    return new CommandLine(new PlatformCommand(session), new CommandFactory(session))
        .setOut(new PrintWriter(session.terminal.out, true))
        .setErr(new PrintWriter(session.terminal.err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(session.terminal.ansi()))
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          session.terminal.failure(Failures.describe(failure));
          return CommandLine.ExitCode.SOFTWARE;
        });
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Where the stack keeps everything; default: .local beside this script.")
  void data(Path directory) {
    session.data(directory);
  }
}
