package io.sensorplatform.bench;

import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.local.server.KafkaServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * sensor-service by itself, posted to in batches of 500 over some connections: with Kafka there,
 * with Kafka killed (to the spool), and then how fast the spool drains while nothing new comes, and
 * while devices go on at the rate of before.
 *
 * <p>{@code OutageBench [SECONDS] [CONNECTIONS] [READINGS/S]}; 15 s, 8 and 20,000 unless told.
 */
public final class OutageBench {

  private static final int BATCH = 500;
  private static final int SENSORS = 2_000;
  private static final Pattern WAITING = Pattern.compile("\"waiting\":(\\d+)");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final KafkaServer kafka = EmbeddedServers.kafka();
  private final AtomicLong numbers = new AtomicLong();
  private final Instant base = Instant.now().minusSeconds(1_000_000);
  private final Service service;
  private final String token;
  private final int seconds;
  private final int connections;
  private final int steadyRate;

  private record Service(Process process, int port, int managementPort) {}

  /**
   * @param accepted readings a second
   * @param p50 and the others: of a POST, in milliseconds
   */
  private record Load(double accepted, double p50, double p99, double longest, long refused) {}

  private OutageBench(int seconds, int connections, int steadyRate) throws IOException {
    this.seconds = seconds;
    this.connections = connections;
    this.steadyRate = steadyRate;
    var issuer = new TestIssuer();
    token = issuer.token("bench", "bench", List.of("bench/"), "readings:write");
    service = start(issuer);
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    int connections = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
    int steady = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20_000;
    var bench = new OutageBench(seconds, connections, steady);
    try {
      bench.run();
    } finally {
      bench.service.process.destroyForcibly();
    }
    System.exit(0);
  }

  private void run() throws Exception {
    load("warm-up, to Kafka", seconds, 0);
    Load replicated = load("to Kafka", seconds, 0);
    kafka.kill();
    // The first requests find out; they are not what is measured.
    load("Kafka is killed", 3, 0);
    Load spooled = load("to the spool", seconds, 0);
    Load single = single();
    double drained = drain("drained, nothing new coming", 0);
    kafka.kill();
    load("Kafka is killed again", seconds, steadyRate);
    double meanwhile = drain("drained, %,d readings/s coming".formatted(steadyRate), steadyRate);

    System.out.println();
    System.out.println("| | readings/s | of to Kafka | POST p50 ms | p99 ms | longest ms |");
    System.out.println("|---|--:|--:|--:|--:|--:|");
    line("batches of 500 to Kafka", replicated, replicated);
    line("batches of 500 to the spool", spooled, replicated);
    line("single readings to the spool", single, replicated);
    System.out.printf(
        "| spool drained, nothing new coming | %,.0f | %.2f | | | |%n",
        drained, drained / replicated.accepted);
    System.out.printf(
        "| spool drained while %,d readings/s come | %,.0f | %.2f | | | |%n",
        steadyRate, meanwhile, meanwhile / replicated.accepted);
    System.out.printf(
        "%ndrain is %.1f x the rate that was spooled, and %.1f x the %,d readings/s that went on%n",
        drained / spooled.accepted, meanwhile / steadyRate, steadyRate);
  }

  private static void line(String name, Load load, Load limit) {
    System.out.printf(
        "| %s | %,.0f | %.2f | %.1f | %.1f | %.1f |%n",
        name, load.accepted, load.accepted / limit.accepted, load.p50, load.p99, load.longest);
  }

  /** Starts Kafka; from its first record on until nothing waits. */
  private double drain(String name, int rate) throws Exception {
    kafka.start();
    long waiting = waiting();
    long begun = System.nanoTime();
    long first = waiting;
    var load = rate == 0 ? null : Thread.ofPlatform().start(() -> loadQuietly(rate));
    while (waiting > 0) {
      Thread.sleep(10);
      long now = waiting();
      if (now >= first) {
        // Not begun: the broker is ready, the client has not looked again yet.
        begun = System.nanoTime();
        first = now;
      }
      waiting = now;
    }
    double took = (System.nanoTime() - begun) / 1e9;
    double perSecond = first / took;
    System.out.printf("%-40s %,d readings in %.1f s: %,.0f/s%n", name, first, took, perSecond);
    if (load != null) {
      stopping = true;
      load.join();
      stopping = false;
    }
    return perSecond;
  }

  private volatile boolean stopping;

  private void loadQuietly(int rate) {
    try {
      load("  meanwhile", 120, rate);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Load load(String name, int duration, int rate) throws Exception {
    return load(name, duration, rate, BATCH, connections);
  }

  private Load single() throws Exception {
    return load("single readings to the spool", seconds, 0, 1, 16);
  }

  /**
   * @param rate readings a second of all connections; 0 for as fast as they are accepted
   */
  private Load load(String name, int duration, int rate, int batch, int over) throws Exception {
    var accepted = new LongAdder();
    var refused = new LongAdder();
    var times = new ArrayList<List<Long>>();
    var threads = new ArrayList<Thread>();
    long begun = System.nanoTime();
    long end = begun + Duration.ofSeconds(duration).toNanos();
    long pace = rate == 0 ? 0 : 1_000_000_000L * batch * over / rate;
    for (int c = 0; c < over; c++) {
      var own = new ArrayList<Long>();
      times.add(own);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                long next = System.nanoTime();
                while (System.nanoTime() < end && !stopping) {
                  String body = body(batch);
                  long sent = System.nanoTime();
                  int status = post(body);
                  own.add(System.nanoTime() - sent);
                  if (status == 202) {
                    accepted.add(batch);
                  } else {
                    refused.increment();
                  }
                  next += pace;
                  long wait = next - System.nanoTime();
                  if (pace > 0 && wait > 0) {
                    sleep(wait);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double took = (System.nanoTime() - begun) / 1e9;
    long[] sorted = times.stream().flatMap(List::stream).mapToLong(t -> t).sorted().toArray();
    var load =
        new Load(
            accepted.sum() / took,
            at(sorted, 0.50),
            at(sorted, 0.99),
            at(sorted, 1),
            refused.sum());
    System.out.printf(
        "%-40s %,.0f readings/s, POST p50 %.1f ms, p99 %.1f ms, longest %.1f ms, %d refused%n",
        name, load.accepted, load.p50, load.p99, load.longest, load.refused);
    return load;
  }

  private static double at(long[] sorted, double quantile) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] / 1e6;
  }

  private String body(int batch) {
    long from = numbers.getAndAdd(batch);
    var body = new StringBuilder(batch * 110).append('[');
    for (int i = 0; i < batch; i++) {
      long number = from + i;
      body.append(i == 0 ? "" : ",")
          .append("{\"sensorId\":\"bench/plant7/sensor")
          .append(number % SENSORS)
          .append("\",\"observedAt\":\"")
          .append(base.plusMillis(number / SENSORS * 10))
          .append("\",\"value\":")
          .append(number % 1000 / 8.0)
          .append(",\"unit\":\"Cel\"}");
    }
    return body.append(']').toString();
  }

  private int post(String body) {
    try {
      HttpResponse<Void> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + service.port + "/v1/readings"))
                  .timeout(Duration.ofSeconds(30))
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.discarding());
      return answer.statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long waiting() throws Exception {
    String health =
        http.send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:" + service.managementPort + "/actuator/health"))
                    .build(),
                BodyHandlers.ofString())
            .body();
    var waiting = WAITING.matcher(health);
    if (!waiting.find()) {
      throw new IllegalStateException("health does not tell what waits: " + health);
    }
    return Long.parseLong(waiting.group(1));
  }

  private Service start(TestIssuer issuer) throws IOException {
    int port = freePort();
    int managementPort = freePort();
    Path directory = Files.createTempDirectory("outage-bench");
    Path target = Path.of("sensor-service", "target").toAbsolutePath();
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseParallelGC",
            "-cp",
            target.resolve("sensor-service.jar") + ":" + target.resolve("lib") + "/*",
            "io.sensorplatform.sensor.SensorApplication",
            "--server.port=" + port,
            "--management.server.port=" + managementPort,
            "--management.endpoint.health.show-details=always",
            "--management.tracing.export.otlp.enabled=false",
            "--logging.level.root=WARN",
            "--platform.tokens.issuer=" + issuer.issuer(),
            "--platform.tokens.jwks-url=" + issuer.jwksUrl(),
            "--platform.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
            "--platform.kafka.replication-factor=1",
            "--platform.spool.cap=4GB",
            "--platform.spool.directory=" + directory.resolve("spool"));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(directory.resolve("out.log").toFile())
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    var started = new Service(process, port, managementPort);
    awaitReady(started);
    return started;
  }

  private void awaitReady(Service started) {
    for (int attempt = 0; attempt < 600; attempt++) {
      try {
        var answer =
            http.send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:"
                                + started.managementPort
                                + "/actuator/health/readiness"))
                    .build(),
                BodyHandlers.discarding());
        if (answer.statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      sleep(100_000_000L);
    }
    throw new IllegalStateException("sensor-service was not ready within a minute");
  }

  private static int freePort() throws IOException {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void sleep(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
