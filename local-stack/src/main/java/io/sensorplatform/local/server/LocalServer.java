package io.sensorplatform.local.server;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * A server of the stack: one process, started, stopped, killed and found again by its directory.
 */
public abstract class LocalServer {
  private static final Duration START_PATIENCE = Duration.ofMinutes(4);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final LocalProcess process;
  private final String stopSignal;

  protected LocalServer(String name, LocalProcess process, String stopSignal) {
    this.name = name;
    this.process = process;
    this.stopSignal = stopSignal;
  }

  /** Starts the process and returns at once. */
  protected abstract void launch();

  /** Whether it does its work now. Cheap, and safe to ask of a server that is down. */
  public abstract boolean isReady();

  /** What is left to do once it is ready, each time. */
  protected void prepare() {}

  /** Starts it, unless it runs, and returns when it is ready. */
  public final void start() {
    if (!isAlive()) {
      launch();
    }
    awaitReady(START_PATIENCE);
    prepare();
  }

  public final void awaitReady(Duration patience) {
    if (!Wait.until(patience, () -> !isAlive() || isReady())) {
      throw ServerFailedException.of(
          name, "was not ready after " + patience.toSeconds() + " s", process);
    }
    if (!isAlive()) {
      throw ServerFailedException.of(name, "ended while it started", process);
    }
  }

  /** Orderly stop. */
  public final void stop() {
    process.stop(stopSignal, STOP_PATIENCE);
  }

  /** kill -9. */
  public final void kill() {
    process.kill();
  }

  public final boolean isAlive() {
    return process.isAlive();
  }

  public final OptionalLong pid() {
    return process.pid();
  }

  public final String name() {
    return name;
  }

  public final LocalProcess process() {
    return process;
  }
}
