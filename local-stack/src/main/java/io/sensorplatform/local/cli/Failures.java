package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.AccessException;
import io.sensorplatform.local.demo.DemoFailedException;
import io.sensorplatform.local.server.ServerFailedException;
import io.sensorplatform.local.stack.StackException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;

/** What a person is told when a command fails. */
final class Failures {
  private Failures() {}

  static String describe(Throwable failure) {
    return switch (failure) {
      case StackException e -> message(e);
      case AccessException e -> message(e);
      case ServerFailedException e -> message(e);
      case DemoFailedException e -> message(e);
      case IllegalStateException e -> message(e);
      case UncheckedIOException e when e.getCause() instanceof AccessDeniedException denied ->
          denied.getFile() + " belongs to another user; was the stack started by root?";
      case UncheckedIOException e -> String.valueOf(e.getCause());
      // A fault of ours: only the whole of it helps.
      default -> trace(failure);
    };
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  private static String trace(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
