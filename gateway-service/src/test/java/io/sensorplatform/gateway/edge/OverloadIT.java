package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.pipeline.Rate;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.StageSource;
import io.sensorplatform.defaults.pipeline.Verdict;
import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Ten times what a service bears. The fast form asks for a little less than the long one, {@code
 * -Doverload.seconds=60}, whose figures are in target/overload.md.
 */
class OverloadIT {

  private static final int SECONDS = Integer.getInteger("overload.seconds", 5);
  private static final boolean LONG = SECONDS >= 30;
  private static final double FACTOR = 10;

  private final TestIssuer issuer = new TestIssuer();

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void tenTimesTheCapacityIsRefusedInTimeAndWhatIsAcceptedIsFast() throws IOException {
    try (var service = new SlowService(5, 50);
        var gateway = gateway(service);
        var load = new OfferedLoad(gateway.port())) {
      String[] callers = callers("c", 50);
      load.post(service.perSecond() * FACTOR, callers);
      // The code is compiled meanwhile, and the number of places found.
      OfferedLoad.pause(4_000);
      load.forget();
      long heapBefore = heapMegabytes();
      int before = load.accepted();
      long begun = System.nanoTime();
      OfferedLoad.pause(SECONDS * 1_000L);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double goodput = (load.accepted() - before) / seconds / service.perSecond();
      long heapGrowth = heapMegabytes() - heapBefore;
      report(service, load, seconds, goodput, heapGrowth);

      assertThat(load.statuses().keySet()).isSubsetOf(202, 503);
      assertThat(load.withoutRetryAfter()).isZero();
      assertThat(goodput).isGreaterThan(LONG ? 0.9 : 0.8);
      assertThat(load.acceptedMillis(0.99)).isLessThan(LONG ? 1_000 : 2_000);
      // What waits in the service is what was let through: a target's worth, not what was offered.
      assertThat(service.longestQueue()).isLessThan(512);
      assertThat(waiting(gateway)).isLessThanOrEqualTo(1_000);
      assertThat(heapGrowth).isLessThan(60);
    }
  }

  @Test
  void greedyCallerDoesNotCostTheOthersTheirShare() {
    try (var service = new SlowService(5, 50);
        var gateway = gateway(service);
        var load = new OfferedLoad(gateway.port())) {
      // 15 x 2 a second: less than a third of the 100 a second that the service bears.
      String[] modest = callers("modest", 15);
      String greedy = callers("greedy", 1)[0];
      load.post(30, modest);
      load.post(service.perSecond() * FACTOR / 2, greedy);
      OfferedLoad.pause(4_000);
      load.forget();
      OfferedLoad.pause(5_000);
      int offered = IntStream.range(0, 15).map(i -> load.offered(modest[i])).sum();
      int accepted = IntStream.range(0, 15).map(i -> load.accepted(modest[i])).sum();
      System.out.printf(
          Locale.ROOT,
          "fairness: modest %d of %d accepted, greedy %d of %d%n",
          accepted,
          offered,
          load.accepted(greedy),
          load.offered(greedy));
      assertThat(accepted).isGreaterThan((int) (offered * 0.85) - 10);
      assertThat(load.accepted(greedy)).isGreaterThan(100);
    }
  }

  @Test
  void slowQueriesDoNotKeepReadingsOut() {
    try (var service = new SlowService(100, 50);
        var gateway = gateway(service, "platform.gateway.admission.reads.most=32");
        var load = new OfferedLoad(gateway.port())) {
      load.get(200, callers("reader", 20));
      load.post(50, callers("writer", 20));
      OfferedLoad.pause(3_000);
      assertThat(load.statuses().get(503)).as("queries beyond their places").isNotNull();
      double shedWrites =
          gateway
              .bean(MeterRegistry.class)
              .find("sensor.gateway.shed")
              .tag("lane", "writes")
              .counters()
              .stream()
              .mapToDouble(counter -> counter.count())
              .sum();
      assertThat(shedWrites).isZero();
      tellsOfOverload(gateway.bean(StageSource.class));
    }
  }

  /** What is shown to operators: not a service that does not answer. */
  private static void tellsOfOverload(StageSource stage) {
    var errors = stage.errors();
    assertThat(errors.get("throttled")).isPositive();
    assertThat(errors.get("connection")).isLessThan(errors.get("throttled") / 10);
    await()
        .untilAsserted(() -> {
          var recent = new Recent(Instant.now(), new Rate(0, 0, "requests"), List.of(), Map.of());
          var finding = stage.state(recent).finding();
          assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
          assertThat(finding.say()).contains("refused for overload");
          assertThat(finding.runbook()).isEqualTo("gateway-overloaded");
        });
  }

  private TestGateway gateway(SlowService service, String... more) {
    String[] settings = {
      "platform.gateway.limits.writes.rate=100000",
      "platform.gateway.limits.writes.burst=100000",
      "platform.gateway.limits.reads.rate=100000",
      "platform.gateway.limits.reads.burst=100000",
      "platform.gateway.sampling.per-second=1"
    };
    String[] all = java.util.Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return new TestGateway(issuer, service.url(), all);
  }

  private String[] callers(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> issuer.token(name + i, "default", List.of("*"), "readings:write readings:read"))
        .toArray(String[]::new);
  }

  private static double waiting(TestGateway gateway) {
    return gateway
        .bean(MeterRegistry.class)
        .get("sensor.gateway.queue")
        .tags("downstream", "sensor", "lane", "writes")
        .gauge()
        .value();
  }

  private static long heapMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private static void report(
      SlowService service, OfferedLoad load, double seconds, double goodput, long heapGrowth)
      throws IOException {
    String table =
        String.format(
            Locale.ROOT,
            """
            | overload | |
            |---|---|
            | capacity of the service | %.0f/s |
            | offered | %.0f/s for %.0f s |
            | goodput, of the capacity | %.0f%% |
            | accepted, p50 / p99 | %.0f / %.0f ms |
            | answers by status | %s |
            | longest queue in the service | %d |
            | heap after collection, growth | %d MB |
            """,
            service.perSecond(),
            service.perSecond() * FACTOR,
            seconds,
            goodput * 100,
            load.acceptedMillis(0.5),
            load.acceptedMillis(0.99),
            load.statuses(),
            service.longestQueue(),
            heapGrowth);
    System.out.print(table);
    Files.writeString(Path.of("target/overload.md"), table);
  }
}
