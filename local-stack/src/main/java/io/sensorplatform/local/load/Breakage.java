package io.sensorplatform.local.load;

import io.sensorplatform.local.stack.Component;
import io.sensorplatform.local.stack.Progress;
import io.sensorplatform.local.stack.Stack;
import java.time.Duration;

/**
 * kill -9 of a component in the middle of a run, and its start some time later.
 *
 * @param at from the run's begin
 * @param length from its end to its start
 */
public record Breakage(Stack stack, Component component, Duration at, Duration length) {

  /** Returns once it is over; interrupted: starts at once what was killed. */
  Thread begin(Progress progress) {
    return Thread.ofVirtual()
        .start(() -> {
          boolean killed = false;
          try {
            Thread.sleep(at);
            killed = stack.kill(component);
            progress.say(component.label() + (killed ? " was killed" : " was not running"));
            Thread.sleep(length);
          } catch (InterruptedException e) {
            progress.say("The run has ended before " + component.label() + " was to start again.");
          }
          if (killed) {
            stack.start(component);
            progress.say(component.label() + " runs again");
          }
        });
  }
}
