package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.PortChoice;
import io.sensorplatform.local.stack.Stack;
import io.sensorplatform.local.stack.StackStatus;
import io.sensorplatform.local.stack.StackStatus.ComponentState;
import io.sensorplatform.local.stack.StackStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = {
      "Start everything and wait until it is ready.",
      "Stays in the foreground, where Ctrl-C stops all; what was built and has changed is built first."
    })
final class UpCommand implements Callable<Integer> {
  /** A device that is there from the start, so that a newcomer can send a reading at once. */
  static final String FIRST_DEVICE = "hello";

  static final String FIRST_PREFIX = "demo/";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final Session session;

  @Option(
      names = {"-d", "--detach"},
      description = "Return once everything is ready; 1 and the reason if it does not get so.")
  private boolean detach;

  @Option(
      names = "--free-ports",
      description = "Take ports that are free, once: they are kept with the data.")
  private boolean freePorts;

  UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Stack stack = session.stack();
    Terminal terminal = session.terminal;
    if (stack.status().state() == State.ready) {
      terminal.progress("Everything runs already.");
      welcome(stack);
      return 0;
    }
    session.onInterrupt(() -> {
      if (!detach) {
        terminal.progress("Stopping everything.");
        stack.stopAll(terminal::progress);
      }
    });
    long begin = System.nanoTime();
    terminal.progress("Starting the platform; its data is in " + stack.data());
    stack.up(freePorts ? PortChoice.FREE : PortChoice.KEPT, terminal::progress);
    session.access().ensureDevice(FIRST_DEVICE, List.of(FIRST_PREFIX));
    terminal.progress(
        String.format(Locale.ROOT, "Ready after %.1f s.", (System.nanoTime() - begin) / 1e9));
    welcome(stack);
    if (!detach) {
      terminal.progress("Ctrl-C stops everything.");
      watch(stack, terminal);
    }
    return 0;
  }

  private void welcome(Stack stack) {
    session.terminal.out.print(new Welcome(session, stack.status()).text());
  }

  /** Tells of components that come and go, until nothing runs any more. */
  private void watch(Stack stack, Terminal terminal) throws InterruptedException {
    StackStatus before = stack.status();
    while (before.state() != State.down) {
      Thread.sleep(LOOK_EVERY);
      StackStatus now = stack.status();
      for (int i = 0; i < now.components().size(); i++) {
        tell(before.components().get(i), now.components().get(i), terminal);
      }
      before = now;
    }
    terminal.progress("Everything was stopped.");
  }

  private void tell(
      StackStatus.ComponentStatus before, StackStatus.ComponentStatus now, Terminal terminal) {
    if (before.state() == now.state()) {
      return;
    }
    if (now.state() == ComponentState.down) {
      terminal.progress(
          "%s has ended (log: %s); start it again: %s start %s"
              .formatted(now.name(), now.log(), session.self(), now.name()));
    } else {
      terminal.progress("%s is %s".formatted(now.name(), now.state()));
    }
  }
}
