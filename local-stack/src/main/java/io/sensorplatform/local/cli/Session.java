package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.Access;
import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.stack.Stack;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What every command works on: the stack of the chosen data directory, and the terminal. */
final class Session {
  private static final Duration CLEANUP = Duration.ofSeconds(60);

  final Terminal terminal;

  private final Checkout checkout;
  private @Nullable Path data;
  private volatile boolean interrupted;
  private volatile boolean finished;

  Session(Checkout checkout, Terminal terminal) {
    this.checkout = checkout;
    this.terminal = terminal;
  }

  /** Whether Ctrl-C (or the terminal's end) is ending this command. */
  boolean isInterrupted() {
    return interrupted;
  }

  /**
   * On Ctrl-C, ends what the calling thread does, waits until it has cleaned up behind itself, and
   * then does the rest.
   */
  void onInterrupt(Runnable rest) {
    Thread command = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              if (finished) {
                return;
              }
              interrupted = true;
              command.interrupt();
              try {
                command.join(CLEANUP);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              rest.run();
            }));
  }

  /** What is left to do is only to exit. */
  void finish() {
    finished = true;
  }

  void data(Path chosen) {
    data = chosen;
  }

  Stack stack() {
    return Stack.at(checkout.root(), data());
  }

  Access access() {
    return Access.to(stack());
  }

  /** How a person calls this script from where they are, on this data. */
  String self() {
    String self = System.getProperty("platform.self", "./platform");
    return isDefaultData() ? self : self + " --data " + quoted(data().toString());
  }

  void printJson(Object value) {
    terminal.out.println(
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(value));
  }

  /** One word for a shell. */
  static String quoted(String text) {
    return text.matches("[A-Za-z0-9_./:@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private Path data() {
    if (data != null) {
      // Relative to where the caller is: the script does not change directories.
      return data.toAbsolutePath();
    }
    return checkout.root().resolve(".local");
  }

  private boolean isDefaultData() {
    return data().normalize().equals(checkout.root().resolve(".local"));
  }
}
