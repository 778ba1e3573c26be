package io.sensorplatform.stream.replay;

import static io.sensorplatform.stream.testing.RunningStreamService.admin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.StreamApplication;
import io.sensorplatform.stream.testing.Poison;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.RunningStreamService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dies in the midst of a replay: each letter is replayed, and each row is there once. */
class ReplayFaultIT {

  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final int LETTERS = 1_500;

  private static Poison poison;

  @TempDir private Path directory;

  private final Readings readings = Readings.now();

  @BeforeAll
  static void open() throws Exception {
    poison = new Poison();
  }

  @AfterAll
  static void close() {
    EmbeddedServers.kafka().start();
    EmbeddedServers.postgres().start();
    poison.close();
  }

  @Test
  void survivesTheDeathOfKafka() throws Exception {
    try (var service = RunningStreamService.start("--platform.roles=writer")) {
      long replay = begun(service, 300);
      EmbeddedServers.kafka().kill();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(waitingFor(service, replay)).contains("Kafka"));
      EmbeddedServers.kafka().start();
      requireAllReplayed(replay);
      assertThat(waitingFor(service, replay)).isEmpty();
    }
  }

  @Test
  void survivesTheDeathOfPostgres() throws Exception {
    try (var service = RunningStreamService.start("--platform.roles=writer")) {
      long replay = begun(service, 300);
      EmbeddedServers.postgres().kill();
      var answer = service.get(admin(), "/v1/dead-letters/replays/" + replay);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("store-unavailable");
      EmbeddedServers.postgres().start();
      requireAllReplayed(replay);
    }
  }

  @Test
  void goesOnAfterTheServiceWasStoppedAndStarted() throws Exception {
    long replay;
    try (var service = RunningStreamService.start("--platform.roles=writer")) {
      replay = begun(service, 300);
    }
    assertThat(replayed(replay)).isLessThan(LETTERS);
    try (var service = RunningStreamService.start("--platform.roles=writer")) {
      requireAllReplayed(replay);
      assertThat(service.count("sensor.dead_letters.replayed")).isPositive();
    }
  }

  @Test
  void isTakenOverAfterTheServiceWasKilled() throws Exception {
    try (var _ = RunningStreamService.start("--platform.roles=writer")) {
      letters();
    }
    var victim = child();
    final long replay;
    try {
      replay =
          poison
              .database()
              .number(
                  """
                  INSERT INTO readings.dead_letter_replay (subject, subject_tenant, dry_run,
                    overwrite, rate_per_second, filter, total, until_id)
                  SELECT 'root', 'default', false, false, 150,
                    jsonb_build_object('tenant', ?::text, 'state', 'open'), ?, max(id)
                  FROM readings.dead_letter RETURNING id
                  """,
                  readings.tenant(),
                  LETTERS);
      await().atMost(PATIENCE).until(() -> replayed(replay) > 100);
    } finally {
      victim.destroyForcibly().waitFor();
    }
    assertThat(replayed(replay)).isLessThan(LETTERS);
    try (var _ =
        RunningStreamService.start(
            "--platform.roles=writer", "--platform.dead-letters.replay-lease=3s")) {
      requireAllReplayed(replay);
    }
  }

  private Process child() throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(StreamApplication.class.getName());
    command.addAll(RunningStreamService.arguments("--platform.roles=writer"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("victim.log").toFile())
        .start();
  }

  /** A replay that has replayed some of its letters, and not all. */
  private long begun(RunningStreamService service, int rate) throws Exception {
    letters();
    long replay = replay(service, rate);
    await()
        .atMost(PATIENCE)
        .pollInterval(100, TimeUnit.MILLISECONDS)
        .until(() -> replayed(replay) > 100);
    return replay;
  }

  private void letters() throws Exception {
    poison.forbid();
    var many = new ArrayList<Reading>();
    for (int i = 0; i < LETTERS; i++) {
      many.add(readings.reading("s/" + i % 20, i, Poison.VALUE));
    }
    poison.letters(many);
    poison.allow();
  }

  private long replay(RunningStreamService service, int rate) {
    var made =
        service.post(
            admin(),
            "/v1/dead-letters/replays",
            "{\"query\":{\"tenant\":\"%s\"},\"ratePerSecond\":%d}"
                .formatted(readings.tenant(), rate));
    assertThat(made.status()).as(made.toString()).isEqualTo(202);
    assertThat(made.json().path("total").asInt()).isEqualTo(LETTERS);
    return made.json().path("id").asLong();
  }

  private static String waitingFor(RunningStreamService service, long replay) {
    return service
        .get(admin(), "/v1/dead-letters/replays/" + replay)
        .json()
        .path("waitingFor")
        .asString("");
  }

  private static long replayed(long replay) throws Exception {
    return poison
        .database()
        .number("SELECT replayed FROM readings.dead_letter_replay WHERE id = ?", replay);
  }

  private void requireAllReplayed(long replay) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThat(
                    poison
                        .database()
                        .rows(
                            "SELECT state, replayed, failed, skipped::text"
                                + " FROM readings.dead_letter_replay WHERE id = ?",
                            replay))
                .containsExactly(List.of("done", (long) LETTERS, 0L, "{}")));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(poison.rows(readings.tenant())).hasSize(LETTERS));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThat(
                    poison
                        .database()
                        .rows(
                            """
                            SELECT count(*), count(DISTINCT c.dead_letter_id) FROM readings.dead_letter l
                            JOIN readings.dead_letter_change c ON c.dead_letter_id = l.id
                            WHERE l.tenant = ? AND l.state = 'replayed'
                            """,
                            readings.tenant()))
                .containsExactly(List.of((long) LETTERS, (long) LETTERS)));
  }
}
