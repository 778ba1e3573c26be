package io.sensorplatform.local.cli;

import io.sensorplatform.local.server.Checkout;

/** What the script {@code platform} runs. */
public final class PlatformCli {
  private PlatformCli() {}

  public static void main(String[] arguments) {
    // The Kafka client would tell of every setting it has.
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    Session session;
    try {
      session = new Session(Checkout.find(), Terminal.ofScript());
    } catch (IllegalStateException e) {
      System.err.println("platform: " + e.getMessage());
      System.exit(1);
      return;
    }
    String[] wanted = arguments.length == 0 ? new String[] {"--help"} : arguments;
    int exitCode = PlatformCommand.commandLine(session).execute(wanted);
    if (!session.isInterrupted()) {
      session.finish();
      System.exit(exitCode);
    }
    // Ctrl-C: the JVM is on its way out already, and waits for this thread to end.
  }
}
