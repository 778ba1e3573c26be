package io.sensorplatform.stream.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.testing.IngestLedger;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.RunningStreamService;
import io.sensorplatform.stream.testing.TestDatabase;
import io.sensorplatform.stream.testing.TestTopic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LedgerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String[] WRITER = {
    "--platform.roles=writer", "--platform.ledger.sample-interval=300ms"
  };

  private static RunningStreamService service;
  private static TestTopic topic;

  private final Readings readings = Readings.now();

  @BeforeAll
  static void start() throws Exception {
    service = RunningStreamService.start(WRITER);
    topic = TestTopic.existing(Topics.READINGS);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> sent(Readings.now()));
  }

  @AfterAll
  static void stop() {
    topic.close();
    service.close();
  }

  @Test
  void theIdentityHoldsAtEverySampleUnderLoadAndInFlightReturnsToZero() throws Exception {
    long before = platform().at("/totals/difference").asLong();
    var loading = new AtomicBoolean(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var load =
          threads.submit(() -> {
            for (int i = 0; i < 40; i++) {
              topic.send(readings.many(i * 450, 500));
              topic.send(i % 10, new byte[] {1}, null);
            }
            loading.set(false);
            return null;
          });
      int samples = 0;
      while (loading.get()) {
        var ledger = platform();
        var totals = ledger.path("totals");
        assertThat(totals.path("accepted").asLong())
            .as(ledger.toString())
            .isEqualTo(
                totals.path("stored").asLong()
                    + totals.path("replaced").asLong()
                    + totals.path("deadLettered").asLong()
                    + totals.path("inFlight").asLong()
                    + before);
        assertThat(totals.path("difference").asLong()).as(ledger.toString()).isEqualTo(before);
        samples++;
      }
      load.get();
      assertThat(samples).isGreaterThan(3);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(platform().at("/totals/inFlight").asLong()).isZero());
    var mine = tenant();
    assertThat(mine.at("/totals/stored").asLong()).isEqualTo(40 * 450 + 50);
    assertThat(mine.at("/totals/replaced").asLong()).isEqualTo(39 * 50);
    assertThat(mine.at("/totals/accepted").asLong()).isEqualTo(20_000);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(service.gauge("sensor.ledger.difference")).isEqualTo(before);
          assertThat(service.gauge("sensor.ledger.in.flight")).isZero();
        });
  }

  @Test
  void whatWaitsOnKafkaIsToldByTenantAndHour() throws Exception {
    try (var database = new TestDatabase();
        var other = database.pool().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE readings.reading IN ACCESS EXCLUSIVE MODE");
      topic.send(readings.many(0, 300));
      var waiting = tenant();
      assertThat(waiting.at("/totals/inFlight").asLong()).isEqualTo(300);
      assertThat(waiting.at("/totals/unattributed").asLong()).isZero();
      assertThat(waiting.at("/hours/0/onKafka").asLong()).isEqualTo(300);
      assertThat(waiting.at("/hours/0/accepted").asLong()).isEqualTo(300);
      other.rollback();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(tenant().at("/totals/stored").asLong()).isEqualTo(300);
          assertThat(tenant().at("/totals/inFlight").asLong()).isZero();
        });
  }

  @Test
  void whatWasAcknowledgedAndIsNowhereIsTheDifference() throws Exception {
    var hour = Instant.now().minus(1, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.HOURS);
    topic.send(readings.many(0, 20));
    IngestLedger.tell(readings.tenant(), hour, 20, 5, 0);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(tenant().at("/totals/stored").asLong()).isEqualTo(20));
    assertThat(tenant().at("/totals/acknowledged").asLong()).isEqualTo(20);
    assertThat(tenant().at("/totals/spooled").asLong()).isEqualTo(5);
    assertThat(tenant().at("/totals/difference").asLong()).isZero();

    IngestLedger.tell(readings.tenant(), hour, 27, 5, 3);
    assertThat(tenant().at("/totals/waitingInSpool").asLong()).isEqualTo(3);
    assertThat(tenant().at("/totals/inFlight").asLong()).isEqualTo(3);
    assertThat(tenant().at("/totals/difference").asLong()).isEqualTo(4);
    assertThat(tenant().at("/hours/0/difference").asLong()).isEqualTo(4);

    IngestLedger.tell(readings.tenant(), hour, 20, 5, 0);
  }

  @Test
  void anOperatorOfATenantSeesThatTenantOnly() throws Exception {
    topic.send(readings.many(0, 10));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(tenant().at("/totals/stored").asLong()).isEqualTo(10));
    assertThat(tenant().path("partitions").valueStream())
        .isNotEmpty()
        .allSatisfy(partition -> assertThat(partition.path("offsets").isNull()).isTrue());
    assertThat(tenant().path("hours").valueStream())
        .allSatisfy(
            hour -> assertThat(hour.path("tenant").asString()).isEqualTo(readings.tenant()));
    var stranger = RunningStreamService.token("stranger", List.of("*"), Scopes.OPERATIONS);
    assertThat(service.get(stranger, "/v1/ledger?tenant=" + readings.tenant()).code())
        .isEqualTo("tenant-not-allowed");
    assertThat(service.get(stranger, "/v1/ledger").json().at("/totals/stored").asLong()).isZero();
    var device = RunningStreamService.token("stranger", List.of("*"), Scopes.READINGS_READ);
    assertThat(service.get(device, "/v1/ledger").code()).isEqualTo("scope-missing");
  }

  @Test
  void wrongRangesAreRefusedWithTheirReason() throws Exception {
    for (var query :
        List.of(
            "from=yesterday",
            "from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z",
            "from=2026-01-01T00:00:00Z&to=2026-11-01T00:00:00Z")) {
      assertThat(service.get(admin(), "/v1/ledger?" + query).code()).isEqualTo("invalid-parameter");
    }
  }

  @Test
  void toldWithTheLastKnownEndsWhileKafkaIsAway() throws Exception {
    var before = platform();
    EmbeddedServers.kafka().kill();
    try {
      var ledger = platform();
      assertThat(ledger.path("kafka").asString()).isEqualTo("unavailable");
      assertThat(ledger.at("/totals/produced").asLong())
          .isEqualTo(before.at("/totals/produced").asLong());
    } finally {
      EmbeddedServers.kafka().start();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(platform().path("kafka").asString()).isEqualTo("available"));
  }

  @Test
  void saysSoWhilePostgresIsAway() throws Exception {
    EmbeddedServers.postgres().stop();
    try {
      var answer = service.get(admin(), "/v1/ledger");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("store-unavailable");
      assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
    } finally {
      EmbeddedServers.postgres().start();
    }
    await().atMost(PATIENCE).until(() -> service.get(admin(), "/v1/ledger").status() == 200);
  }

  private static boolean sent(Readings some) throws Exception {
    topic.send(some.many(0, 1));
    return true;
  }

  private static String admin() {
    return RunningStreamService.token(
        "local", List.of("*"), Scopes.OPERATIONS, Scopes.PLATFORM_ADMIN);
  }

  private static JsonNode platform() throws Exception {
    var answer = service.get(admin(), "/v1/ledger");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  private JsonNode tenant() throws Exception {
    var token = RunningStreamService.token(readings.tenant(), List.of("*"), Scopes.OPERATIONS);
    var answer = service.get(token, "/v1/ledger");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }
}
