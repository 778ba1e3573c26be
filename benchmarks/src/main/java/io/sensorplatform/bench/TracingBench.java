package io.sensorplatform.bench;

import com.sun.net.httpserver.HttpServer;
import io.sensorplatform.bench.platform.IngestChain;
import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.StageRun;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What tracing costs: POSTs of one reading through gateway and sensor-service to Kafka, once as
 * delivered (a tenth is traced, failed and slow ones are kept, a collector takes the spans), once
 * without tracing. Both take turns, the first of a round the last of the next.
 *
 * <p>{@code --seconds} (8), {@code --rounds} (9), {@code --warm-ups} of as many seconds before them
 * (8), {@code --connections} (64), {@code --drawn} percent of the requests (10).
 */
public final class TracingBench {

  private static final String OFF = "without tracing";
  private static final String ON = "traced, tail kept";
  private static final String READING =
      "{\"sensorId\":\"bench/press7/temperature\",\"value\":21.4,\"unit\":\"Cel\"}";

  private final TestIssuer issuer = new TestIssuer();
  private final AtomicLong exports = new AtomicLong();
  private final Path directory = Files.createTempDirectory("tracing-bench");
  private final HttpServer collector = collector();
  private final HttpLoad load;
  private final Duration during;

  private record Contender(String name, IngestChain chain) {}

  private TracingBench(int seconds, int connections) throws IOException {
    this.during = Duration.ofSeconds(seconds);
    this.load =
        new HttpLoad(
            connections, issuer.token("bench", "bench", List.of("bench/"), "readings:write"));
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int seconds = given.number("seconds", 8, 4);
    int rounds = given.number("rounds", 9, 3);
    int warmUps = given.number("warm-ups", 8, 2);
    int connections = given.number("connections", 64, 64);
    int drawn = given.number("drawn", 10, 10);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("tracing", given.toString(), given.isShort());
    new TracingBench(seconds, connections).run(drawn, warmUps, rounds, run);
    run.write(json);
    System.exit(0);
  }

  private void run(int drawn, int warmUps, int rounds, StageRun run) throws Exception {
    var contenders =
        new ArrayList<>(
            List.of(
                start(
                    OFF,
                    List.of("--management.tracing.export.enabled=false"),
                    List.of(
                        "--platform.gateway.sampling.per-second=0",
                        "--platform.gateway.sampling.rest=0")),
                start(
                    ON,
                    List.of(
                        "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                            + collector.getAddress().getPort()
                            + "/v1/traces"),
                    List.of("--platform.gateway.sampling.rest=" + drawn / 100.0))));
    for (int i = 0; i < warmUps; i++) {
      for (Contender contender : contenders) {
        load.post(contender.chain.port(), READING, during);
      }
    }
    // What is told to wait while everything is still being compiled is no failure.
    long refusedBefore = load.refused();
    var rate = new Comparison("/s");
    var cpu = new Comparison("us");
    var median = new Comparison("us");
    for (int round = 0; round < rounds; round++) {
      System.out.printf("round %d of %d%n", round + 1, rounds);
      for (Contender contender : contenders) {
        Duration before = contender.chain.cpu();
        HttpLoad.Result result = load.post(contender.chain.port(), READING, during);
        Duration spent = contender.chain.cpu().minus(before);
        rate.add(contender.name, result.answers() / result.seconds());
        cpu.add(contender.name, spent.toNanos() / 1e3 / result.answers());
        median.add(contender.name, result.p50Micros());
      }
      contenders.add(contenders.removeFirst());
    }
    run.add(rate.figure("POSTs of one reading with tracing", ON, OFF, Aim.ratioAtLeast(0.97)));
    run.add(cpu.figure("CPU of gateway and sensor-service per POST", ON, OFF, null));
    run.add(median.figure("answer time p50", ON, OFF, null));
    long refused = load.refused() - refusedBefore;
    if (refused > 0 || drawn > 0 && exports.get() == 0) {
      throw new IllegalStateException(
          "%d answers other than 202, %d exports".formatted(refused, exports.get()));
    }
  }

  private Contender start(String name, List<String> both, List<String> ofGateway)
      throws IOException {
    var chain =
        IngestChain.start(
            issuer, EmbeddedServers.kafka().bootstrapServers(), directory, both, ofGateway);
    load.awaitAccepted(chain.port(), READING, Duration.ofMinutes(4), chain::checkAlive);
    return new Contender(name, chain);
  }

  /** Takes what it is given, as a collector with nothing else to do. */
  private HttpServer collector() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(2));
    server.createContext(
        "/v1/traces",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exports.incrementAndGet();
          exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }
}
