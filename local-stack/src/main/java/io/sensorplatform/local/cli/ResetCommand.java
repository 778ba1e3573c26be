package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.Stack;
import io.sensorplatform.local.stack.StackException;
import java.io.Console;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "reset", description = "Stop everything and delete all data, after asking.")
final class ResetCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  ResetCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Stack stack = session.stack();
    if (!Files.exists(stack.data())) {
      session.terminal.progress("There is no data in " + stack.data());
      return 0;
    }
    if (!yes && !agreed(stack)) {
      session.terminal.progress("Nothing was deleted.");
      return 1;
    }
    stack.reset(session.terminal::progress);
    session.terminal.progress("Deleted " + stack.data());
    return 0;
  }

  private static boolean agreed(Stack stack) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new StackException("this deletes " + stack.data() + "; say so with --yes");
    }
    String answer = console.readLine("Delete everything in %s? [y/N] ", stack.data());
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
