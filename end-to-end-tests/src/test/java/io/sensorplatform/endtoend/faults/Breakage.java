package io.sensorplatform.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;

/** Breaks parts of a running stack, from outside, and makes sure that they are broken. */
final class Breakage {

  private static final Duration SOON = Duration.ofSeconds(60);

  interface Step {
    void run() throws Exception;
  }

  interface Told {
    String run() throws Exception;
  }

  private final Platform platform;

  Breakage(Platform platform) {
    this.platform = platform;
  }

  long pid(String component) {
    return platform.component(component).at("/pid").asLong();
  }

  /** kill -9; returns the pid that is gone. */
  long kill(String component) {
    long pid = pid(component);
    platform.run("kill", component).succeeded();
    // Its parent, init, may take a moment to see it off.
    await()
        .atMost(SOON)
        .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    assertThat(platform.component(component).at("/state").asString()).isEqualTo("down");
    return pid;
  }

  String killAll() {
    var pids = new ArrayList<Long>();
    for (JsonNode component : platform.status().at("/components")) {
      pids.add(component.at("/pid").asLong());
    }
    pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    await().atMost(SOON).until(() -> platform.status().at("/state").asString().equals("down"));
    return "pids " + pids + " gone";
  }

  void up() {
    platform.up();
  }

  void start(String component) {
    platform.run("start", component).succeeded();
  }

  void stop(String component) {
    platform.run("stop", component).succeeded();
  }

  /** SIGSTOP: connections stay, nothing is answered; goes on afterwards. */
  String frozen(String component, Step meanwhile) throws Exception {
    List<Long> pids = family(pid(component));
    signal("STOP", pids);
    try {
      Path state = Path.of("/proc", pids.getFirst().toString(), "stat");
      await().atMost(SOON).until(() -> Files.readString(state).contains(") T "));
      meanwhile.run();
    } finally {
      signal("CONT", pids);
    }
    return "pid %d in state T (stopped)".formatted(pids.getFirst());
  }

  /** Nobody can write to the table while this is held. */
  String lockTable(Duration time, Step meanwhile) throws Exception {
    JsonNode postgres = platform.addresses().at("/postgres");
    String url =
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                postgres.at("/host").asString(),
                postgres.at("/port").asInt(),
                postgres.at("/database").asString());
    String password =
        Files.readString(platform.data().resolve("secrets/postgres-stream_service")).strip();
    try (var holder = DriverManager.getConnection(url, "stream_service", password)) {
      holder.setAutoCommit(false);
      try (var statement = holder.createStatement()) {
        statement.execute("LOCK TABLE readings.consumer_position IN ACCESS EXCLUSIVE MODE");
        meanwhile.run();
        Thread.sleep(time);
        try (var waiting =
            statement.executeQuery(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE application_name = 'stream-service' AND wait_event_type = 'Lock'
                """)) {
          waiting.next();
          String proof = waiting.getInt(1) + " connections of stream-service waited for it";
          holder.rollback();
          return proof;
        }
      }
    }
  }

  /** Bytes that are no readings, among the fleet's. */
  String poison(int records, Step meanwhile) throws Exception {
    var random = new Random(records);
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            platform.addresses().at("/kafka/bootstrapServers").asString(),
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class);
    String marker = "faults/poison-" + HexFormat.of().toHexDigits(random.nextInt());
    try (var producer = new KafkaProducer<byte[], byte[]>(properties)) {
      for (int i = 0; i < records; i++) {
        byte[] junk = new byte[random.nextInt(300)];
        random.nextBytes(junk);
        producer.send(new ProducerRecord<>("sensor.readings", (marker + i).getBytes(), junk));
        if (i == records / 2) {
          meanwhile.run();
        }
      }
    }
    await().atMost(FaultBench.DRAIN).until(() -> deadLetters() >= records);
    return deadLetters() + " dead letters";
  }

  /** A service restarted with other settings, and back with its own afterwards. */
  String withSettings(String service, String properties, Told meanwhile) throws Exception {
    Path settings = platform.data().resolve("settings/" + service + ".properties");
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, properties);
    restart(service);
    try {
      return meanwhile.run();
    } finally {
      Files.delete(settings);
      restart(service);
    }
  }

  private void restart(String service) {
    platform.run("stop", service).succeeded();
    platform.run("start", service).succeeded();
  }

  private long deadLetters() throws Exception {
    try (var connection = new io.sensorplatform.endtoend.Stored(platform).connect();
        var result =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT count(*) FROM readings.dead_letter WHERE reason = 'malformed'")) {
      result.next();
      return result.getLong(1);
    }
  }

  private static List<Long> family(long pid) {
    var pids = new ArrayList<Long>();
    pids.add(pid);
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(child -> pids.add(child.pid()));
    return pids;
  }

  private static void signal(String name, List<Long> pids)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of("kill", "-" + name));
    pids.forEach(pid -> command.add(pid.toString()));
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
