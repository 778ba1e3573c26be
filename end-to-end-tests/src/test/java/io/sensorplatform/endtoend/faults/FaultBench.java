package io.sensorplatform.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sensorplatform.endtoend.Api;
import io.sensorplatform.endtoend.Platform;
import io.sensorplatform.endtoend.Stored;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** Runs a fleet, lets a fault happen to the platform under it, and counts what is left. */
final class FaultBench {

  static final String TENANT = "faults";
  static final Duration RECOVERY = Duration.ofSeconds(180);
  static final Duration DRAIN = Duration.ofSeconds(120);
  private static final int DEVICES = 2;

  /** What happens; returns when it is over, with the proof that it did happen. */
  interface Fault {
    String happen(Fleet fleet) throws Exception;
  }

  private final Platform platform;
  private final FaultTable table;
  private int runs;
  private String operator;

  FaultBench(Platform platform, FaultTable table) {
    this.platform = platform;
    this.table = table;
  }

  Platform platform() {
    return platform;
  }

  void run(String name, Fault fault) throws Exception {
    run(name, false, fault);
  }

  /**
   * @param hot whether one sensor has nine of ten readings
   */
  void run(String name, boolean hot, Fault fault) throws Exception {
    String prefix = "faults/" + runs++ + "-" + Integer.toHexString(name.hashCode()) + "/";
    var fleet = new Fleet(apis(), prefix, hot);
    String proof;
    double recovered;
    try (fleet) {
      advance(fleet, 3);
      proof = fault.happen(fleet);
      long healed = System.nanoTime();
      await(name + " is over: replicated again")
          .atMost(RECOVERY)
          .until(() -> fleet.lastReplicatedNanos() > healed);
      recovered = seconds(healed, fleet.lastReplicatedNanos());
      advance(fleet, 3);
    }
    long ended = System.nanoTime();
    var last = new AtomicReference<>(stored(fleet));
    await(name + ": all that was acknowledged is stored, and nothing is under way")
        .atMost(DRAIN)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> {
          last.set(stored(fleet));
          return last.get().isClean() && isSettled();
        });
    int readings =
        fleet.devices().stream().mapToInt(device -> device.acknowledged.cardinality()).sum();
    int spooled = fleet.spooledBatches() * Fleet.BATCH;
    table.add(
        new FaultTable.Line(
            name,
            fleet,
            readings,
            spooled,
            last.get(),
            recovered,
            seconds(ended, System.nanoTime()),
            proof));
    assertThat(last.get().isClean()).as("%s: %s", name, last.get()).isTrue();
    assertThat(fleet.surprise()).as(name).isNull();
    assertThat(fleet.withoutRetryAfter()).as("%s: answers without Retry-After", name).isZero();
  }

  /** Some more batches are acknowledged. */
  static void advance(Fleet fleet, int batches) {
    int from = fleet.acknowledgedBatches();
    await().atMost(RECOVERY).until(() -> fleet.acknowledgedBatches() >= from + batches);
  }

  static void untilRefused(Fleet fleet) {
    int before = fleet.refused();
    await("requests are refused").atMost(RECOVERY).until(() -> fleet.refused() > before);
  }

  static void untilSpooled(Fleet fleet, int batches) {
    int before = fleet.spooledBatches();
    await("readings are spooled")
        .atMost(RECOVERY)
        .until(() -> fleet.spooledBatches() >= before + batches);
  }

  private List<Api> apis() {
    var apis = new ArrayList<Api>();
    for (int d = 0; d < DEVICES; d++) {
      apis.add(platform.api("fleet-" + d, TENANT, "faults/"));
    }
    return apis;
  }

  private Tally stored(Fleet fleet) throws SQLException {
    var tally = new Tally(fleet, false);
    try (Connection connection = new Stored(platform).connect();
        var query =
            connection.prepareStatement(
                """
                SELECT sensor_id, observed_at, value FROM readings.readings
                WHERE tenant = ? AND starts_with(sensor_id, ?)
                """)) {
      query.setString(1, TENANT);
      query.setString(2, fleet.prefix());
      try (var result = query.executeQuery()) {
        while (result.next()) {
          var at = result.getObject(2, OffsetDateTime.class);
          long micros = at.toEpochSecond() * 1_000_000 + at.getNano() / 1_000;
          tally.add(result.getString(1), micros, result.getDouble(3));
        }
      }
    }
    return tally;
  }

  /** The ledger balances, misses nothing, and has nothing under way. */
  private boolean isSettled() throws Exception {
    JsonNode totals = ledger().at("/totals");
    long settled =
        totals.at("/stored").asLong()
            + totals.at("/replaced").asLong()
            + totals.at("/deadLettered").asLong();
    assertThat(totals.at("/accepted").asLong())
        .as("accepted = stored + replaced + dead-lettered + in flight: %s", totals)
        .isEqualTo(settled + totals.at("/inFlight").asLong());
    assertThat(totals.at("/difference").asLong()).as("%s", totals).isZero();
    return totals.at("/inFlight").asLong() == 0 && totals.at("/difference").isNumber();
  }

  private JsonNode ledger() throws Exception {
    if (operator == null) {
      operator = platform.run("token", "operator").succeeded().out().trim();
    }
    HttpResponse<String> answer =
        new Api(platform.gateway(), () -> operator).get("/v1/ledger?tenant=" + TENANT);
    if (answer.statusCode() == 401) {
      operator = null; // Expired.
      return ledger();
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Api.json(answer);
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }
}
