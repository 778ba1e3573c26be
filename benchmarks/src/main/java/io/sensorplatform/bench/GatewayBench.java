package io.sensorplatform.bench;

import io.sensorplatform.bench.platform.IngestChain;
import io.sensorplatform.bench.platform.ServiceProcess;
import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.StageRun;
import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CPU that the gateway spends on one proxied POST, with all that it checks (known token, limit,
 * quota, place, breaker, deadline, timer, a span for every tenth): next to one route of a stock
 * Spring Cloud Gateway that checks nothing, and to a direct call of the same backend.
 *
 * <p>{@code --seconds} (8), {@code --rounds} (5), {@code --warm-ups} of as many seconds before them
 * (3), {@code --connections} (64). The contenders take turns, in other orders each round.
 */
public final class GatewayBench {

  private static final int[] SIZES = {170, 85 * 1024};
  private static final String DIRECT = "direct";
  private static final String OURS = "gateway-service";
  private static final String BARE = "bare Spring Cloud Gateway";

  private final TestIssuer issuer = new TestIssuer();
  private final HttpLoad load;
  private final int seconds;

  /** A gateway in its own JVM, or none: the backend itself. */
  private record Contender(String name, @Nullable ServiceProcess process, int port) {

    Duration cpu() {
      return process == null ? Duration.ZERO : process.cpu();
    }
  }

  private GatewayBench(int seconds, int connections) {
    this.seconds = seconds;
    this.load =
        new HttpLoad(
            connections, issuer.token("bench", "bench", List.of("bench/"), "readings:write"));
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int seconds = given.number("seconds", 8, 4);
    int rounds = given.number("rounds", 5, 2);
    int warmUps = given.number("warm-ups", 3, 1);
    int connections = given.number("connections", 64, 64);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("gateway", given.toString(), given.isShort());
    new GatewayBench(seconds, connections).run(warmUps, rounds, run);
    run.write(json);
    System.exit(0);
  }

  private void run(int warmUps, int rounds, StageRun run) throws Exception {
    var contenders =
        new ArrayList<>(
            List.of(
                new Contender(DIRECT, null, load.backendPort()), gateway(OURS), bareGateway(BARE)));
    for (int size : SIZES) {
      for (int i = 0; i < warmUps; i++) {
        for (Contender contender : contenders) {
          load.post(contender.port, size, Duration.ofSeconds(seconds));
        }
      }
      // What is told to wait while everything is still being compiled is no failure.
      long refusedBefore = load.refused();
      var cpu = new Comparison("us");
      var rate = new Comparison("/s");
      var median = new Comparison("us");
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
      Aim aim = size == SIZES[0] ? Aim.atMost(100) : null;
      run.add(cpu.figure("CPU of the gateway per POST of " + size + " B", OURS, BARE, aim));
      run.add(rate.figure("POSTs of %d B, closed loop".formatted(size), OURS, DIRECT, null));
      run.add(median.figure("answer time p50, POST of %d B".formatted(size), OURS, DIRECT, null));
      long refused = load.refused() - refusedBefore;
      if (refused > 0) {
        throw new IllegalStateException(refused + " answers other than 202");
      }
    }
  }

  private Contender gateway(String name) throws IOException {
    int port = ServiceProcess.freePort();
    var settings =
        new ArrayList<>(IngestChain.settings(port, "http://127.0.0.1:" + load.backendPort()));
    settings.addAll(
        List.of(
            "--platform.gateway.sampling.per-second=0",
            "--platform.gateway.sampling.rest=0.1",
            "--platform.revocations.enabled=false",
            "--platform.tokens.issuer=" + issuer.issuer(),
            "--platform.tokens.jwks-url=" + issuer.jwksUrl(),
            "--management.tracing.export.enabled=false"));
    return start(
        name,
        Path.of("gateway-service", "target"),
        "gateway-service",
        "io.sensorplatform.gateway.GatewayApplication",
        port,
        settings);
  }

  private Contender bareGateway(String name) throws IOException {
    int port = ServiceProcess.freePort();
    String route = "--spring.cloud.gateway.server.webflux.routes[0].";
    return start(
        name,
        Path.of("benchmarks", "bare-gateway", "target"),
        "bare-gateway",
        "io.sensorplatform.bare.BareGateway",
        port,
        List.of(
            "--server.port=" + port,
            route + "id=readings",
            route + "uri=http://127.0.0.1:" + load.backendPort(),
            route + "predicates[0]=Path=/v1/readings",
            "--spring.cloud.compatibility-verifier.enabled=false"));
  }

  private Contender start(
      String name, Path target, String jar, String main, int port, List<String> settings)
      throws IOException {
    var process = ServiceProcess.start(target, jar, main, ServiceProcess.GATEWAY_FLAGS, settings);
    load.awaitAccepted(port, Duration.ofMinutes(4), process::checkAlive);
    return new Contender(name, process, port);
  }
}
