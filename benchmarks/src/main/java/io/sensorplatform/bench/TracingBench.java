package io.sensorplatform.bench;

import com.sun.net.httpserver.HttpServer;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
 * without tracing.
 *
 * <p>{@code TracingBench [SECONDS] [ROUNDS] [CONNECTIONS]}; 8 s, 7 and 64 unless told. Both take
 * turns, the first of a round the last of the next.
 */
public final class TracingBench {

  private static final String OFF = "without tracing";
  private static final String ON = "10% traced, tail kept";
  private static final String READING =
      "{\"sensorId\":\"bench/press7/temperature\",\"value\":21.4,\"unit\":\"Cel\"}";
  private static final List<String> GATEWAY_FLAGS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private final TestIssuer issuer = new TestIssuer();
  private final AtomicLong exports = new AtomicLong();
  private final Path directory = Files.createTempDirectory("tracing-bench");
  private final HttpServer collector = collector();
  private final HttpLoad load;
  private final Duration during;

  /** A gateway and the sensor-service behind it. */
  private record Chain(String name, Process gateway, Process sensor, int port) {

    Duration cpu() {
      return cpu(gateway).plus(cpu(sensor));
    }

    private static Duration cpu(Process process) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
  }

  private TracingBench(int seconds, int connections) throws IOException {
    this.during = Duration.ofSeconds(seconds);
    this.load =
        new HttpLoad(
            connections, issuer.token("bench", "bench", List.of("bench/"), "readings:write"));
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
    int connections = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 64;
    new TracingBench(seconds, connections).run(rounds);
    System.exit(0);
  }

  private void run(int rounds) throws Exception {
    var chains =
        new ArrayList<>(
            List.of(
                chain(
                    OFF,
                    List.of("--management.tracing.export.enabled=false"),
                    List.of(
                        "--platform.gateway.sampling.per-second=0",
                        "--platform.gateway.sampling.rest=0")),
                chain(
                    ON,
                    List.of(
                        "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                            + collector.getAddress().getPort()
                            + "/v1/traces"),
                    List.of())));
    for (Chain chain : chains) {
      load.post(chain.port, READING, during);
      load.post(chain.port, READING, during);
    }
    var rate = new Comparison("POSTs of one reading, closed loop", "/s");
    var cpu = new Comparison("CPU of gateway and sensor-service per POST", "us");
    var median = new Comparison("Answer time p50", "us");
    for (int round = 0; round < rounds; round++) {
      System.out.printf("round %d of %d%n", round + 1, rounds);
      for (Chain chain : chains) {
        Duration before = chain.cpu();
        HttpLoad.Result result = load.post(chain.port, READING, during);
        cpu.add(chain.name, chain.cpu().minus(before).toNanos() / 1e3 / result.answers());
        rate.add(chain.name, result.answers() / result.seconds());
        median.add(chain.name, result.p50Micros());
      }
      chains.add(chains.removeFirst());
    }
    rate.print(OFF);
    cpu.print(OFF);
    median.print(OFF);
    System.out.println("\nanswers other than 202: " + load.refused() + ", exports: " + exports);
  }

  private Chain chain(String name, List<String> both, List<String> ofGateway) throws IOException {
    int sensorPort = freePort();
    List<String> common =
        List.of(
            "--logging.level.root=WARN",
            "--platform.revocations.enabled=false",
            "--platform.tokens.issuer=" + issuer.issuer(),
            "--platform.tokens.jwks-url=" + issuer.jwksUrl());
    Process sensor =
        start(
            "sensor-service",
            "io.sensorplatform.sensor.SensorApplication",
            List.of("-Xmx384m", "-XX:+UseParallelGC"),
            List.of(
                "--server.port=" + sensorPort,
                "--management.server.port=0",
                "--platform.kafka.bootstrap-servers=" + EmbeddedServers.kafka().bootstrapServers(),
                "--platform.kafka.replication-factor=1",
                "--platform.spool.directory=" + directory.resolve("spool-" + sensorPort)),
            common,
            both);
    int port = freePort();
    String behind = "http://127.0.0.1:" + sensorPort;
    Process gateway =
        start(
            "gateway-service",
            "io.sensorplatform.gateway.GatewayApplication",
            GATEWAY_FLAGS,
            List.of(
                "--server.port=0",
                "--platform.gateway.port=" + port,
                "--platform.gateway.downstreams.sensor.url=" + behind,
                "--platform.gateway.downstreams.auth.url=" + behind,
                "--platform.gateway.downstreams.stream.url=" + behind,
                "--platform.gateway.limits.writes.rate=1000000",
                "--platform.gateway.limits.writes.burst=1000000",
                "--platform.gateway.quotas.tenants.bench.readings-per-second=100000000",
                "--platform.gateway.quotas.tenants.bench.readings-per-day=1000000000000"),
            common,
            both,
            ofGateway);
    load.awaitAccepted(
        port,
        READING,
        Duration.ofSeconds(90),
        () -> {
          if (!gateway.isAlive() || !sensor.isAlive()) {
            throw new IllegalStateException("it ended, see " + directory);
          }
        });
    return new Chain(name, gateway, sensor, port);
  }

  @SafeVarargs
  private Process start(String service, String main, List<String> flags, List<String>... settings)
      throws IOException {
    Path target = Path.of(service, "target").toAbsolutePath();
    if (!Files.exists(target.resolve(service + ".jar"))) {
      throw new IOException(service + " is not built, see benchmarks/README.md");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-cp", target.resolve(service + ".jar") + ":" + target.resolve("lib") + "/*", main));
    for (List<String> some : settings) {
      command.addAll(some);
    }
    Path log = Files.createTempFile(directory, service, ".log");
    Process process =
        new ProcessBuilder(command).redirectOutput(log.toFile()).redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
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

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
