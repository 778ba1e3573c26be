package io.sensorplatform.bench;

import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CPU that the gateway spends on one proxied POST, with all that it checks (known token, limit,
 * quota, place, breaker, deadline, timer, a span for every tenth): next to one route of a stock
 * Spring Cloud Gateway that checks nothing, and to a direct call of the same backend.
 *
 * <p>{@code GatewayBench [SECONDS] [ROUNDS] [CONNECTIONS]}; 8 s, 5 and 64 unless told. The
 * contenders take turns, in other orders each round.
 */
public final class GatewayBench {

  private static final int[] SIZES = {170, 85 * 1024};
  private static final List<String> FLAGS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private final TestIssuer issuer = new TestIssuer();
  private final HttpLoad load;
  private final Path logs;
  private final int seconds;

  /** A gateway in its own JVM, or none: the backend itself. */
  private record Contender(String name, @Nullable Process process, int port) {

    Duration cpu() {
      return process == null
          ? Duration.ZERO
          : process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
  }

  private GatewayBench(int seconds, int connections) throws IOException {
    this.seconds = seconds;
    this.logs = Files.createTempDirectory("gateway-bench");
    logs.toFile().deleteOnExit();
    this.load =
        new HttpLoad(
            connections, issuer.token("bench", "bench", List.of("bench/"), "readings:write"));
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    int connections = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 64;
    new GatewayBench(seconds, connections).run(rounds);
    System.exit(0);
  }

  private void run(int rounds) throws Exception {
    var contenders =
        new ArrayList<>(
            List.of(
                new Contender("direct", null, load.backendPort()),
                gateway("gateway-service"),
                bareGateway("bare Spring Cloud Gateway")));
    for (int size : SIZES) {
      for (Contender contender : contenders) {
        load.post(contender.port, size, Duration.ofSeconds(seconds));
      }
      var cpu = new Comparison("CPU of the gateway per POST of " + size + " B", "us");
      var rate = new Comparison("POSTs of " + size + " B, closed loop", "/s");
      var median = new Comparison("Answer time p50, POST of " + size + " B", "us");
      for (int round = 0; round < rounds; round++) {
        System.out.printf("round %d of %d, %d B%n", round + 1, rounds, size);
        for (Contender contender : contenders) {
          Duration before = contender.cpu();
          HttpLoad.Result result = load.post(contender.port, size, Duration.ofSeconds(seconds));
          Duration spent = contender.cpu().minus(before);
          if (contender.process != null) {
            cpu.add(contender.name, spent.toNanos() / 1e3 / result.answers());
          }
          rate.add(contender.name, result.answers() / result.seconds());
          median.add(contender.name, result.p50Micros());
        }
        contenders.add(contenders.removeFirst());
      }
      cpu.print("bare Spring Cloud Gateway");
      rate.print("direct");
      median.print("direct");
    }
    System.out.println("\nanswers other than 202: " + load.refused());
  }

  private Contender gateway(String name) throws IOException {
    String backend = "http://127.0.0.1:" + load.backendPort();
    return start(
        name,
        Path.of("gateway-service", "target"),
        "gateway-service.jar",
        "io.sensorplatform.gateway.GatewayApplication",
        "platform.gateway.port",
        "--server.port=0",
        "--platform.gateway.downstreams.sensor.url=" + backend,
        "--platform.gateway.downstreams.auth.url=" + backend,
        "--platform.gateway.downstreams.stream.url=" + backend,
        "--platform.gateway.limits.writes.rate=1000000",
        "--platform.gateway.limits.writes.burst=1000000",
        "--platform.gateway.quotas.tenants.bench.readings-per-second=100000000",
        "--platform.gateway.quotas.tenants.bench.readings-per-day=1000000000000",
        "--platform.gateway.sampling.per-second=0",
        "--platform.gateway.sampling.rest=0.1",
        "--platform.revocations.enabled=false",
        "--platform.tokens.issuer=" + issuer.issuer(),
        "--platform.tokens.jwks-url=" + issuer.jwksUrl(),
        "--management.tracing.export.enabled=false");
  }

  private Contender bareGateway(String name) throws IOException {
    String route = "--spring.cloud.gateway.server.webflux.routes[0].";
    return start(
        name,
        Path.of("benchmarks", "bare-gateway", "target"),
        "bare-gateway.jar",
        "io.sensorplatform.bare.BareGateway",
        "server.port",
        route + "id=readings",
        route + "uri=http://127.0.0.1:" + load.backendPort(),
        route + "predicates[0]=Path=/v1/readings",
        "--spring.cloud.compatibility-verifier.enabled=false");
  }

  private Contender start(
      String name, Path target, String jar, String main, String portSetting, String... settings)
      throws IOException {
    Path at = target.toAbsolutePath();
    if (!Files.exists(at.resolve(jar))) {
      throw new IOException(
          at.resolve(jar) + " is missing: build it first, see benchmarks/README.md");
    }
    int port;
    try (var free = new java.net.ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", at.resolve(jar) + ":" + at.resolve("lib") + "/*", main));
    command.add("--" + portSetting + "=" + port);
    command.addAll(Arrays.asList(settings));
    command.add("--logging.level.root=WARN");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(logs.resolve(jar + ".log").toFile())
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    logs.resolve(jar + ".log").toFile().deleteOnExit();
    load.awaitAccepted(
        port,
        Duration.ofSeconds(60),
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException("it ended, see " + logs);
          }
        });
    return new Contender(name, process, port);
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
