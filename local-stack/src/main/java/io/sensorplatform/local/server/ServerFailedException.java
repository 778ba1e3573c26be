package io.sensorplatform.local.server;

import java.nio.file.Path;

/** A server that ended or was not ready in time. The message is fit for a person's eyes. */
public final class ServerFailedException extends RuntimeException {
  private final Path log;

  public ServerFailedException(String message, Path log) {
    super(message);
    this.log = log;
  }

  static ServerFailedException of(String name, String what, LocalProcess process) {
    return new ServerFailedException(
        name + " " + what + "\n" + process.lastLines(20).indent(4) + "  log: " + process.log(),
        process.log());
  }

  public Path log() {
    return log;
  }
}
