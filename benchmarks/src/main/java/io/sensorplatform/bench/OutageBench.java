package io.sensorplatform.bench;

import io.sensorplatform.bench.load.BatchLoad;
import io.sensorplatform.bench.load.Times;
import io.sensorplatform.bench.platform.SensorAlone;
import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.StageRun;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.local.server.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * sensor-service by itself, posted to in batches of 500: with Kafka there, with Kafka killed (to
 * the spool), and then how fast the spool drains while nothing new comes, and while devices go on.
 *
 * <p>{@code --seconds} of each (8), {@code --rounds} (3), {@code --connections} (8), {@code --rate}
 * of the devices that go on, readings/s (20,000).
 */
public final class OutageBench {

  private static final int BATCH = 500;
  private static final int SINGLE_CONNECTIONS = 16;
  private static final String KAFKA = "batches of 500 to Kafka";
  private static final String SPOOL = "batches of 500 to the spool";
  private static final String SINGLE = "single readings to the spool";
  private static final String DRAINED = "spool drained, nothing new coming";
  private static final String MEANWHILE = "spool drained while devices go on";
  private static final String GOES_ON = "what goes on";

  private final KafkaServer kafka = EmbeddedServers.kafka();
  private final SensorAlone service = SensorAlone.start(kafka.bootstrapServers());
  private final BatchLoad batches;
  private final BatchLoad singles;
  private final Comparison rates = new Comparison("readings/s");
  private final Comparison millis = new Comparison("ms");
  private final Duration each;

  private OutageBench(int seconds, int connections) throws Exception {
    this.each = Duration.ofSeconds(seconds);
    Instant first = Instant.now().minus(Duration.ofDays(5));
    this.batches = new BatchLoad(service.url(), "bench/batch/", connections, BATCH, first);
    this.singles = new BatchLoad(service.url(), "bench/single/", SINGLE_CONNECTIONS, 1, first);
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int seconds = given.number("seconds", 8, 5);
    int rounds = given.number("rounds", 3, 1);
    int connections = given.number("connections", 8, 8);
    int rate = given.number("rate", 20_000, 20_000);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("outage", given.toString(), given.isShort());
    var bench = new OutageBench(seconds, connections);
    bench.load(bench.batches, bench.each, 0);
    for (int round = 1; round <= rounds; round++) {
      System.out.printf("round %d of %d%n", round, rounds);
      bench.round(rate);
    }
    bench.tell(run);
    run.write(json);
    System.exit(0);
  }

  private void round(int rate) throws Exception {
    note(KAFKA, batches);
    kafka.kill();
    // The first requests find out; they are not what is measured.
    load(batches, Duration.ofSeconds(3), 0);
    note(SPOOL, batches);
    note(SINGLE, singles);
    kafka.start();
    rates.add(DRAINED, drain());
    kafka.kill();
    load(batches, each, rate);
    kafka.start();
    batches.start(service.token(), rate);
    rates.add(MEANWHILE, drain());
    batches.stop();
    rates.add(GOES_ON, rate);
  }

  private void note(String name, BatchLoad load) throws Exception {
    rates.add(name, load(load, each, 0));
    Times times = load.times();
    millis.add(name + " p50", times.millis(0.5));
    millis.add(name + " p99", times.millis(0.99));
  }

  /** Readings a second that were accepted. */
  private double load(BatchLoad load, Duration during, int rate) throws Exception {
    long before = load.accepted();
    long begun = System.nanoTime();
    load.start(service.token(), rate);
    Thread.sleep(during);
    load.stop();
    return (load.accepted() - before) * 1e9 / (System.nanoTime() - begun);
  }

  /** Readings a second, from the first that goes until nothing waits. */
  private double drain() throws Exception {
    long first = service.waiting();
    long begun = System.nanoTime();
    for (long waiting = first; waiting > 0; waiting = service.waiting()) {
      if (waiting >= first) {
        // Not begun: the broker is ready, the client has not looked again yet.
        begun = System.nanoTime();
        first = waiting;
      }
      Thread.sleep(10);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(Locale.ROOT, "  drained %,d readings in %.1f s%n", first, seconds);
    return first / seconds;
  }

  private void tell(StageRun run) {
    run.add(rates.figure(SPOOL, SPOOL, KAFKA, null));
    run.add(rates.figure(SINGLE, SINGLE, null));
    for (String name : new String[] {KAFKA, SPOOL, SINGLE}) {
      run.add(millis.figure(name + ", POST p50", name + " p50", null));
      run.add(millis.figure(name + ", POST p99", name + " p99", null));
    }
    run.add(rates.figure(DRAINED, DRAINED, KAFKA, null));
    run.add(rates.figure(MEANWHILE, MEANWHILE, GOES_ON, Aim.ratioAtLeast(3)));
  }
}
