package io.sensorplatform.bench;

import io.sensorplatform.bench.load.BatchLoad;
import io.sensorplatform.bench.platform.IngestChain;
import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.StageRun;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Readings through gateway and sensor-service, next to a bare Kafka producer with the same settings
 * (acks=all, idempotent, lz4) and the same records, encoded before: in batches of 500 next to a
 * producer that never waits; one in each POST next to one that waits for each of as many as there
 * are connections; and both next to a Kafka Bridge, if there is one.
 *
 * <p>{@code --seconds} (8), {@code --rounds} (5), {@code --connections} of batches (8), {@code
 * --singles} connections of single readings (64), {@code --bridge} directory of its release.
 */
public final class IngestBench {

  private static final int BATCH = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Until all connections are there, and those of the load before have ended. */
  private static final Duration LEAD = Duration.ofSeconds(2);

  private static final String BATCHES = "readings in batches of 500";
  private static final String SINGLES = "readings one by one";
  private static final String PRODUCER = "bare producer";
  private static final String WAITING = "bare producer that waits";

  private final TestIssuer issuer = new TestIssuer();
  private final Duration each;
  private final IngestChain chain;
  private final BatchLoad batches;
  private final BatchLoad singles;
  private final int waiting;
  private final Comparison rates = new Comparison("readings/s");
  private final Comparison cpu = new Comparison("us CPU of both services");
  private final BareProducer producer =
      new BareProducer(EmbeddedServers.kafka().bootstrapServers());
  private final @Nullable BridgeLoad bridge;

  private IngestBench(int seconds, int connections, int waiting, String release) throws Exception {
    this.each = Duration.ofSeconds(seconds);
    this.waiting = waiting;
    this.chain =
        IngestChain.start(
            issuer,
            EmbeddedServers.kafka().bootstrapServers(),
            Files.createTempDirectory("ingest-bench"),
            List.of("--management.tracing.export.enabled=false"),
            List.of(
                "--platform.gateway.sampling.per-second=0",
                "--platform.gateway.sampling.rest=0.1"));
    Instant first = Instant.now().minus(Duration.ofDays(5));
    this.batches = new BatchLoad(chain.url(), "bench/batch/", connections, BATCH, first);
    this.singles = new BatchLoad(chain.url(), "bench/single/", waiting, 1, first);
    this.bridge =
        release.isEmpty()
            ? null
            : new BridgeLoad(
                Path.of(release),
                EmbeddedServers.kafka().bootstrapServers(),
                connections,
                BATCH,
                waiting);
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int seconds = given.number("seconds", 8, 4);
    int rounds = given.number("rounds", 5, 2);
    int connections = given.number("connections", 8, 8);
    int waiting = given.number("singles", 64, 64);
    String json = given.text("json", "");
    String release = given.text("bridge", "");
    given.all();
    // Where it was unpacked is nobody's business who reads the results.
    String options = given.toString().replaceFirst("--bridge \\S+", "--bridge DIR");
    var run = new StageRun("ingest", options, given.isShort());
    new IngestBench(seconds, connections, waiting, release).run(rounds, run);
    run.write(json);
    System.exit(0);
  }

  private void run(int rounds, StageRun run) throws Exception {
    warmUp();
    BridgeLoad other = bridge;
    for (int round = 1; round <= rounds; round++) {
      System.out.printf("round %d of %d%n", round, rounds);
      load(BATCHES, batches, chain::cpu);
      if (other != null) {
        load(other.name() + ", batches", other.batches(), other::cpu);
      }
      rates.add(PRODUCER, producer.rate(each));
      load(SINGLES, singles, chain::cpu);
      if (other != null) {
        load(other.name() + ", one by one", other.singles(), other::cpu);
      }
      rates.add(WAITING, producer.rateOneByOne(each, waiting));
    }
    add(run, BATCHES, PRODUCER, Aim.ratioAtLeast(0.6), ", batches", Aim.ratioAtLeast(10));
    add(run, SINGLES, WAITING, null, ", one by one", Aim.ratioAtLeast(1));
    if (other == null) {
      System.out.println("--bridge DIR measures a Kafka Bridge too, see benchmarks/README.md");
    }
  }

  private void add(
      StageRun run,
      String ours,
      String limit,
      @Nullable Aim toLimit,
      String ofBridge,
      @Nullable Aim toBridge) {
    run.add(rates.figure(ours, ours, limit, toLimit));
    if (bridge == null) {
      run.add(cpu.figure(ours + ", each", ours, null));
      return;
    }
    String other = bridge.name() + ofBridge;
    run.add(rates.figure(ours + ", next to the bridge", ours, other, toBridge));
    run.add(cpu.figure(ours + ", each", ours, other, null));
  }

  private void warmUp() throws Exception {
    String token = token();
    long end = System.nanoTime() + PATIENCE.toNanos();
    batches.start(token, 0);
    while (batches.accepted() == 0) {
      chain.checkAlive();
      if (System.nanoTime() > end) {
        throw new IllegalStateException("nothing is accepted");
      }
      Thread.sleep(100);
    }
    Thread.sleep(each);
    batches.stop();
    singles.start(token, 0);
    Thread.sleep(each);
    singles.stop();
    producer.rate(each);
    if (bridge != null) {
      bridge.warmUp(each);
    }
  }

  private void load(String name, BatchLoad load, Supplier<Duration> spent) throws Exception {
    long refused = load.refused();
    load.start(token(), 0);
    Thread.sleep(LEAD);
    long before = load.accepted();
    Duration cpuBefore = spent.get();
    long begun = System.nanoTime();
    Thread.sleep(each);
    double accepted = load.accepted() - before;
    double seconds = (System.nanoTime() - begun) / 1e9;
    Duration cpuAfter = spent.get();
    load.stop();
    rates.add(name, accepted / seconds);
    cpu.add(name, cpuAfter.minus(cpuBefore).toNanos() / 1e3 / accepted);
    long since = load.refused() - refused;
    if (since > 0 && bridge != null) {
      throw new IllegalStateException("%,d POSTs were refused, %s".formatted(since, name));
    } else if (since > 0) {
      System.out.printf("  %,d POSTs were refused%n", since);
    }
  }

  private String token() {
    return issuer.token("bench", "bench", List.of("bench/"), "readings:write");
  }
}
