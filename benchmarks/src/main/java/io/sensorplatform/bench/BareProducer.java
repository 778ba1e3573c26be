package io.sensorplatform.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sensorplatform.bench.part.Samples;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own producer with sensor-service's settings, and readings that are encoded already. */
final class BareProducer {

  private final List<ProducerRecord<byte[], byte[]>> records = records();
  private final KafkaProducer<byte[], byte[]> producer;

  BareProducer(String bootstrapServers) {
    this.producer = producer(bootstrapServers);
  }

  /** As fast as there is room, until all are acknowledged. */
  double rate(Duration during) {
    long begun = System.nanoTime();
    long end = begun + during.toNanos();
    long sent = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 1_000; i++) {
        producer.send(records.get((int) (sent++ % records.size())));
      }
    }
    producer.flush();
    return sent * 1e9 / (System.nanoTime() - begun);
  }

  /** Of so many threads that wait for each record. */
  double rateOneByOne(Duration during, int waiting) throws InterruptedException {
    long begun = System.nanoTime();
    long end = begun + during.toNanos();
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

  private static List<ProducerRecord<byte[], byte[]>> records() {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (Reading reading : Samples.readings(200_000)) {
      byte[] key = Topics.key(reading.tenant(), reading.sensorId()).getBytes(UTF_8);
      records.add(new ProducerRecord<>(Topics.READINGS, key, ReadingCodec.encode(reading)));
    }
    return records;
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
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
