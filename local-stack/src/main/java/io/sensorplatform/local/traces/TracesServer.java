package io.sensorplatform.local.traces;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * The component {@code traces}: a Zipkin server and the OTLP receiver before it, in a JVM of their
 * own. Started as
 *
 * <pre>{@code
 * java <JVM_FLAGS> -cp <zipkin.jar>:<local-stack.jar>:<its libraries> \
 *   io.sensorplatform.local.traces.TracesServer --zipkin-port P --otlp-port Q [--max-spans N]
 * }</pre>
 *
 * <p>Ready when {@code GET http://127.0.0.1:Q/health} is 200 (about 3 s). Services export to {@code
 * http://127.0.0.1:Q/v1/traces}; the trace page is {@code http://127.0.0.1:P/zipkin/}, one trace is
 * at {@code /zipkin/traces/<trace id>}. Both listen on 127.0.0.1 only. Keeps nothing on disk.
 * SIGTERM stops it. Exit code 2 for wrong arguments, 1 with the reason on standard error when it
 * cannot start, such as for a port in use.
 */
public final class TracesServer {
  /**
   * For the command line. The heap was sized by filling Zipkin with {@link
   * TracesSettings#DEFAULT_MAX_SPANS} spans; the last two spare Netty a slow path and two warnings.
   */
  public static final List<String> JVM_FLAGS =
      List.of(
          "-Xmx128m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=32m",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  /** As many spans may wait for the rest of their trace, and as long. */
  private static final int REMEMBERED_SPANS = 10_000;

  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(2);

  private TracesServer() {}

  public static void main(String[] arguments) {
    TracesSettings settings;
    try {
      settings = TracesSettings.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    try {
      // Answers 503 until Zipkin listens, which exporters and the launcher take as "not yet".
      var receiver =
          new OtlpReceiver(
              settings.otlpPort(),
              new LinkProjection(REMEMBERED_SPANS, REMEMBERED_FOR, Clock.systemUTC()),
              new Zipkin(settings.zipkinPort()));
      receiver.start();
      ZipkinLauncher.launch(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(receiver::close));
      System.out.printf(
          "traces: page http://127.0.0.1:%d/zipkin/, OTLP http://127.0.0.1:%d/v1/traces%n",
          settings.zipkinPort(), settings.otlpPort());
    } catch (Exception e) {
      System.err.println("traces cannot start: " + rootCause(e));
      System.exit(1);
    }
  }

  private static Throwable rootCause(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? e : rootCause(cause);
  }
}
