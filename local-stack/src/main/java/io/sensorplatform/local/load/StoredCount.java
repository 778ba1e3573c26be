package io.sensorplatform.local.load;

import io.sensorplatform.local.access.Access;
import io.sensorplatform.local.access.AccessException;
import io.sensorplatform.local.access.DeviceFleet;
import io.sensorplatform.local.access.DeviceFleet.Member;
import io.sensorplatform.local.load.Journal.Sensor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Reads every reading of a run back through the query API, as the device that sent it. */
final class StoredCount {
  private static final int AT_A_TIME = 6;
  private static final int PAGE = 1000;

  private final Access access;
  private final DeviceFleet fleet;
  private final List<Member> members;
  private final Run run;

  StoredCount(Access access, DeviceFleet fleet, List<Member> members, Run run) {
    this.access = access;
    this.fleet = fleet;
    this.members = members;
    this.run = run;
  }

  Found read(SentReadings sent) throws InterruptedException {
    var found = new Found(run.started());
    // A device at a time has one caller, so that nobody is over the limit of reads.
    Map<Integer, List<Sensor>> byDevice =
        sent.sensors().stream().collect(Collectors.groupingBy(Sensor::device));
    List<Callable<Void>> work = new ArrayList<>();
    byDevice.forEach((device, sensors) ->
        work.add(() -> {
          Member member = fleet.renewed(members.get(device));
          for (Sensor sensor : sensors) {
            read(member, sensor, found);
          }
          return null;
        }));
    try (var workers = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (Future<Void> done : workers.invokeAll(work)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
    return found;
  }

  private void read(Member member, Sensor sensor, Found found) {
    String id = LoadReading.sensorId(member.prefix(), run.name(), sensor);
    String path =
        "/v1/sensors/%s/readings?order=asc&limit=%d&from=%s&to=%s"
            .formatted(
                id,
                PAGE,
                Instant.ofEpochMilli(LoadReading.observedAt(run.started(), 0)),
                // Ahead, for clocks that differ.
                Instant.ofEpochMilli(run.started()).plusSeconds(40L * 24 * 3600));
    String cursor = "";
    do {
      JsonNode page;
      try {
        page = access.get(path + cursor, member.token());
      } catch (AccessException e) {
        if (e.status() == 404) {
          return;
        }
        throw e;
      }
      for (JsonNode reading : page.path("readings")) {
        Instant at = Instant.parse(reading.path("observedAt").asString());
        found.saw(
            sensor,
            at.getEpochSecond() * 1_000_000 + at.getNano() / 1000,
            reading.path("value").asDouble());
      }
      String next = page.path("nextCursor").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    } while (!cursor.isEmpty());
  }
}
