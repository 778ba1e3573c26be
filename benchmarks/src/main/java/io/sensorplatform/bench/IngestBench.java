package io.sensorplatform.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.bench.load.BatchLoad;
import io.sensorplatform.bench.part.Samples;
import io.sensorplatform.bench.platform.IngestChain;
import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.StageRun;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Readings through gateway and sensor-service, next to a bare Kafka producer with the same settings
 * (acks=all, idempotent, lz4) and the same records, encoded before: in batches of 500 next to a
 * producer that never waits; one in each POST next to one that waits for each of as many as there
 * are connections.
 *
 * <p>{@code --seconds} (8), {@code --rounds} (5), {@code --connections} of batches (8), {@code
 * --singles} connections of single readings (64).
 */
public final class IngestBench {

  private static final int BATCH = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
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
  private final List<ProducerRecord<byte[], byte[]>> records = records();
  private final KafkaProducer<byte[], byte[]> producer = producer();

  private IngestBench(int seconds, int connections, int waiting) throws Exception {
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
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int seconds = given.number("seconds", 8, 4);
    int rounds = given.number("rounds", 5, 2);
    int connections = given.number("connections", 8, 8);
    int waiting = given.number("singles", 64, 64);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("ingest", given.toString(), given.isShort());
    new IngestBench(seconds, connections, waiting).run(rounds, run);
    run.write(json);
    System.exit(0);
  }

  private void run(int rounds, StageRun run) throws Exception {
    warmUp();
    for (int round = 1; round <= rounds; round++) {
      System.out.printf("round %d of %d%n", round, rounds);
      load(BATCHES, batches);
      rates.add(PRODUCER, produce());
      load(SINGLES, singles);
      rates.add(WAITING, produceOneByOne());
    }
    run.add(rates.figure(BATCHES, BATCHES, PRODUCER, Aim.ratioAtLeast(0.6)));
    run.add(cpu.figure(BATCHES + ", each", BATCHES, null));
    run.add(rates.figure(SINGLES, SINGLES, WAITING, null));
    run.add(cpu.figure(SINGLES + ", each", SINGLES, null));
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
    produce();
  }

  private void load(String name, BatchLoad load) throws Exception {
    long before = load.accepted();
    long refused = load.refused();
    Duration cpuBefore = chain.cpu();
    long begun = System.nanoTime();
    load.start(token(), 0);
    Thread.sleep(each);
    load.stop();
    double accepted = load.accepted() - before;
    rates.add(name, accepted * 1e9 / (System.nanoTime() - begun));
    cpu.add(name, chain.cpu().minus(cpuBefore).toNanos() / 1e3 / accepted);
    if (load.refused() > refused) {
      System.out.printf("  %,d POSTs were refused%n", load.refused() - refused);
    }
  }

  /** As fast as there is room, until all are acknowledged. */
  private double produce() {
    long begun = System.nanoTime();
    long end = begun + each.toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 1_000; i++) {
        producer.send(records.get((int) (sent++ % records.size())));
      }
    }
    producer.flush();
    return sent * 1e9 / (System.nanoTime() - begun);
  }

  private double produceOneByOne() throws InterruptedException {
    long begun = System.nanoTime();
    long end = begun + each.toNanos();
    var acknowledged = new LongAdder();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < waiting; i++) {
      int first = i * 100;
      threads.add(Thread.ofVirtual().start(() -> produceUntil(end, first, acknowledged)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return acknowledged.sum() * 1e9 / (System.nanoTime() - begun);
  }

  private void produceUntil(long end, int first, LongAdder acknowledged) {
    try {
      for (int next = first; System.nanoTime() < end; next++) {
        producer.send(records.get(next % records.size())).get();
        acknowledged.increment();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String token() {
    return issuer.token("bench", "bench", List.of("bench/"), "readings:write");
  }

  private static List<ProducerRecord<byte[], byte[]>> records() {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (Reading reading : Samples.readings(200_000)) {
      byte[] key = Topics.key(reading.tenant(), reading.sensorId()).getBytes(UTF_8);
      records.add(new ProducerRecord<>(Topics.READINGS, key, ReadingCodec.encode(reading)));
    }
    return records;
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            EmbeddedServers.kafka().bootstrapServers(),
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class,
            "acks",
            "all",
            "enable.idempotence",
            true,
            "compression.type",
            "lz4",
            "batch.size",
            128 * 1024,
            "linger.ms",
            1,
            "buffer.memory",
            64L << 20));
  }
}
