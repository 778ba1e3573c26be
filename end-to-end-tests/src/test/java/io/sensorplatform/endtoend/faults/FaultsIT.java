package io.sensorplatform.endtoend.faults;

import static io.sensorplatform.endtoend.faults.FaultBench.advance;
import static io.sensorplatform.endtoend.faults.FaultBench.untilRefused;
import static io.sensorplatform.endtoend.faults.FaultBench.untilSpooled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.Archived;
import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.Row;
import io.sensorplatform.endtoend.SharedPlatform;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everything that may break, under load, and then every acknowledged reading counted in PostgreSQL
 * and in the archive. The fast form runs in {@code mvn verify}; {@code mvn verify -Pfaults} runs
 * each fault longer or more often, at random moments ({@code -Dseed=N} for the same ones again).
 */
@ExtendWith(SharedPlatform.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT {

  private static final boolean LONG = Boolean.getBoolean("faults.long");
  private static final long SEED = Long.getLong("seed", System.nanoTime() & 0xFFFF_FFFFL);
  private static final Random RANDOM = new Random(SEED);
  private static final FaultTable TABLE = new FaultTable();
  private static final List<Tally> ARCHIVED = new ArrayList<>();
  private static FaultBench bench;
  private static Breakage breakage;

  @BeforeEach
  void onePlatform(Platform platform) {
    if (bench == null) {
      bench = new FaultBench(platform, TABLE);
      breakage = new Breakage(platform);
    }
  }

  @AfterAll
  static void tell() {
    TABLE.print(ARCHIVED, Long.toString(SEED) + (LONG ? ", long form" : ", fast form"));
  }

  @Test
  void killOfSensorService() throws Exception {
    killed("sensor-service", times(1, 100), FaultBench::untilRefused);
  }

  @Test
  void killOfStreamService() throws Exception {
    killed("stream-service", times(1, 20), fleet -> advance(fleet, 3));
  }

  @Test
  void killOfKafka() throws Exception {
    killed("kafka", times(1, 20), fleet -> untilSpooled(fleet, 3));
  }

  @Test
  void killOfPostgres() throws Exception {
    killed("postgres", times(1, 20), fleet -> advance(fleet, 3));
  }

  @Test
  void killOfS3() throws Exception {
    killed("s3", times(1, 10), fleet -> advance(fleet, 3));
  }

  @Test
  void killOfEverythingAtOnce() throws Exception {
    bench.run(
        "kill -9 of all at once x %d".formatted(times(1, 5)),
        fleet -> {
          String proof = "";
          for (int i = 0; i < times(1, 5); i++) {
            pause();
            proof = breakage.killAll();
            untilRefused(fleet);
            breakage.up();
            advance(fleet, 1);
          }
          return proof;
        });
  }

  @Test
  void kafkaAwayForLongWhileReadingsAreAccepted() throws Exception {
    bench.run(
        "Kafka down for %d s".formatted(times(10, 180)),
        fleet -> {
          long pid = breakage.kill("kafka");
          untilSpooled(fleet, 1);
          int refused = fleet.refused();
          int spooled = fleet.spooledBatches();
          hold(Duration.ofSeconds(times(10, 180)));
          assertThat(fleet.refused()).as("refused while spooling").isEqualTo(refused);
          assertThat(fleet.spooledBatches()).isGreaterThan(spooled + 20);
          breakage.start("kafka");
          return "pid %d gone, %d batches spooled, none refused"
              .formatted(pid, fleet.spooledBatches());
        });
  }

  /** The token says who may write what: nothing that can be away is asked. */
  @Test
  void authServicePostgresAndRedisAreAllAway() throws Exception {
    String nobodyThere = "redis://127.0.0.1:" + closedPort();
    bench.run(
        "auth-service, PostgreSQL and Redis down for %d s".formatted(times(8, 120)),
        fleet ->
            breakage.withSettings(
                "sensor-service",
                "platform.idempotency.redis-url=" + nobodyThere + "\n",
                () -> {
                  advance(fleet, 3);
                  long auth = breakage.kill("auth-service");
                  long postgres = breakage.kill("postgres");
                  int refused = fleet.refused();
                  int before = fleet.acknowledgedBatches();
                  hold(Duration.ofSeconds(times(8, 120)));
                  assertThat(fleet.refused()).as("refused meanwhile").isEqualTo(refused);
                  int accepted = fleet.acknowledgedBatches() - before;
                  assertThat(accepted).isGreaterThan(20);
                  breakage.start("postgres");
                  breakage.start("auth-service");
                  return "pids %d, %d gone, nobody at %s; %d batches accepted meanwhile, none refused"
                      .formatted(auth, postgres, nobodyThere, accepted);
                }));
  }

  @Test
  void sensorServiceIsAwayAndTheBreakerAnswers(Platform platform) throws Exception {
    Api api = platform.api("breaker", FaultBench.TENANT, "breaker/");
    bench.run(
        "sensor-service down: open breaker",
        fleet -> {
          breakage.kill("sensor-service");
          String told = OpenBreaker.watch(api, times(300, 3_000));
          breakage.start("sensor-service");
          return told;
        });
  }

  @Test
  void kafkaHangs() throws Exception {
    hung("kafka", fleet -> untilSpooled(fleet, 3));
  }

  @Test
  void postgresHangs() throws Exception {
    hung("postgres", fleet -> advance(fleet, 3));
  }

  @Test
  void s3Hangs() throws Exception {
    hung("s3", fleet -> advance(fleet, 3));
  }

  @Test
  void postgresHoldsALockOnTheTable() throws Exception {
    bench.run(
        "PostgreSQL: table locked for %d s".formatted(times(8, 60)),
        fleet -> breakage.lockTable(Duration.ofSeconds(times(8, 60)), () -> advance(fleet, 3)));
  }

  @Test
  void kafkaRestartsInTheMiddleOfABatch() throws Exception {
    bench.run(
        "Kafka restarted x %d".formatted(times(1, 10)),
        fleet -> {
          for (int i = 0; i < times(1, 10); i++) {
            pause();
            breakage.stop("kafka");
            breakage.start("kafka");
            advance(fleet, 2);
          }
          return "its pid is now " + breakage.pid("kafka");
        });
  }

  @Test
  void undecodableRecordsStraightOnTheTopic() throws Exception {
    bench.run(
        "undecodable records on the topic",
        fleet -> breakage.poison(times(200, 20_000), () -> advance(fleet, 5)));
  }

  @Test
  void aHotSensor() throws Exception {
    bench.run(
        "one sensor with 90% of the readings",
        true,
        fleet -> {
          advance(fleet, times(20, 600));
          return "by the shape of the load";
        });
  }

  @Test
  void theSpoolReachesItsCapAndHeals() throws Exception {
    spoolFull("spool at its cap", "platform.spool.segment=4MB\nplatform.spool.cap=8MB\n");
  }

  @Test
  void theSpoolsDiskIsFullAndHeals() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(12)) {
      spoolFull(
          "spool's disk full (12 MiB tmpfs)",
          "platform.spool.segment=4MB\nplatform.spool.directory=%s\n".formatted(disk.path()));
    }
  }

  /** The writer's positions are in it, so the writer goes on from where the backup stood. */
  @Test
  void theDatabaseIsRestoredFromABackup(Platform platform) throws Exception {
    bench.run(
        "PostgreSQL restored from a backup",
        fleet -> {
          Backup backup = Backup.take(platform, breakage);
          advance(fleet, 3);
          await("rows that the backup has not").atMost(FaultBench.DRAIN).until(backup::isBehind);
          return backup.restore() + " offsets forgotten by the database and stored again";
        });
  }

  @Test
  void aDeviceWhoseClockIsAnHourOff(Platform platform) throws Exception {
    Api api = platform.api("clock", FaultBench.TENANT, "clock/");
    bench.run(
        "a device's clock an hour off",
        fleet -> {
          var ahead = new Row("clock/a", Instant.now().plus(Duration.ofHours(1)), 1);
          var behind = new Row("clock/a", Instant.now().minus(Duration.ofHours(1)), 2);
          HttpResponse<String> refused = api.post(ahead.json());
          assertThat(refused.statusCode()).isEqualTo(422);
          assertThat(Api.json(refused).at("/errors/0/code").asString())
              .isEqualTo("observed-at-out-of-window");
          assertThat(api.post(behind.json()).statusCode()).isEqualTo(202);
          return "ahead: 422 observed-at-out-of-window; behind: 202";
        });
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void theArchiveHoldsAllOfIt(Platform platform) throws Exception {
    var archived = new Archived(platform);
    for (FaultTable.Line line : TABLE.lines()) {
      await(line.fault() + ": archived")
          .atMost(FaultBench.DRAIN)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> tally(archived, line).isClean());
      ARCHIVED.add(tally(archived, line));
    }
    assertThat(TABLE.lines()).isNotEmpty();
    assertThat(archived.offsetsTwice()).isZero();
    // What an operator would ask says so, too.
    platform.run("archive", "verify", "--rows").succeeded();
    platform.run("ledger").succeeded();
  }

  private static Tally tally(Archived archived, FaultTable.Line line) throws Exception {
    var tally = new Tally(line.fleet(), true);
    archived
        .rows(FaultBench.TENANT, line.fleet().prefix())
        .forEach(row ->
            tally.add(
                row.sensorId(),
                row.observedAt().getEpochSecond() * 1_000_000 + row.observedAt().getNano() / 1_000,
                row.value()));
    return tally;
  }

  private interface Effect {
    void seen(Fleet fleet) throws Exception;
  }

  private void killed(String component, int times, Effect effect) throws Exception {
    bench.run(
        "kill -9 of %s x %d".formatted(component, times),
        fleet -> {
          var pids = new ArrayList<Long>();
          for (int i = 0; i < times; i++) {
            pause();
            pids.add(breakage.kill(component));
            effect.seen(fleet);
            breakage.start(component);
            advance(fleet, 2);
          }
          return "%d processes gone, %d requests refused"
              .formatted(pids.stream().distinct().count(), fleet.refused());
        });
  }

  private void hung(String component, Effect effect) throws Exception {
    bench.run(
        "%s hangs for %d s".formatted(component, times(8, 60)),
        fleet ->
            breakage.frozen(
                component,
                () -> {
                  effect.seen(fleet);
                  hold(Duration.ofSeconds(times(8, 60)));
                }));
  }

  private void spoolFull(String name, String settings) throws Exception {
    var filler = new Filler(bench.platform());
    bench.run(
        name,
        fleet ->
            breakage.withSettings(
                "sensor-service",
                settings,
                () -> {
                  breakage.kill("kafka");
                  untilSpooled(fleet, 1);
                  filler.untilRefused();
                  untilRefused(fleet);
                  breakage.start("kafka");
                  advance(fleet, 5);
                  filler.untilAccepted();
                  return "%d readings spooled, then 503 not-durable with Retry-After"
                      .formatted(filler.accepted());
                }));
    await("the readings that filled the spool are stored")
        .atMost(FaultBench.DRAIN)
        .until(() -> filler.stored() == filler.accepted());
  }

  private static int times(int fast, int longer) {
    return LONG ? longer : fast;
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Until a random moment. */
  private static void pause() throws InterruptedException {
    Thread.sleep(RANDOM.nextInt(times(300, 2_000)));
  }

  /** The fault lasts. */
  private static void hold(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }
}
