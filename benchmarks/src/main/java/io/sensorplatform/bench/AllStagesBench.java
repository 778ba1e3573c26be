package io.sensorplatform.bench;

import io.sensorplatform.bench.load.BatchLoad;
import io.sensorplatform.bench.load.Times;
import io.sensorplatform.bench.machine.CpuTimes;
import io.sensorplatform.bench.platform.BenchPlatform;
import io.sensorplatform.bench.platform.Pipeline;
import io.sensorplatform.bench.platform.Recordings;
import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.Figure;
import io.sensorplatform.bench.result.StageRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything at once on this machine, the load included: sites post batches through the gateway as
 * fast as they are answered, while the writer stores and the archiver archives. In each round the
 * three are counted over the same seconds, once the load has run for some; the least of them is
 * what the platform bears. Then nothing may be missing.
 *
 * <p>{@code --seconds} of a round (30), {@code --ramp} before them (10), {@code --rounds} (3),
 * {@code --warm-up} seconds (30), {@code --connections} (8), {@code --batch} (500), {@code --rate}
 * readings/s (0: as fast as answered), {@code --jfr} directory for recordings of the last round.
 */
public final class AllStagesBench {

  private static final double AIM = 100_000;

  private final BenchPlatform platform;
  private final Pipeline pipeline;
  private final BatchLoad load;
  private final Map<String, Long> pids;
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private final Duration round;
  private final Duration ramp;
  private final double rate;

  private AllStagesBench(
      BenchPlatform platform, BatchLoad load, Duration round, Duration ramp, double rate) {
    this.platform = platform;
    this.pipeline = new Pipeline(platform);
    this.load = load;
    this.round = round;
    this.ramp = ramp;
    this.rate = rate;
    this.pids = new LinkedHashMap<>(platform.pids());
    pids.put("load-generator", ProcessHandle.current().pid());
  }

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int seconds = given.number("seconds", 30, 20);
    int ramp = given.number("ramp", 10, 8);
    int rounds = given.number("rounds", 3, 1);
    int warmUp = given.number("warm-up", 30, 20);
    int connections = given.number("connections", 8, 8);
    int batch = given.number("batch", 500, 500);
    int rate = given.number("rate", 0, 0);
    String jfr = given.text("jfr", "");
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("all-stages", given.toString(), given.isShort());
    try (var platform = BenchPlatform.up()) {
      var load =
          new BatchLoad(
              platform.gateway(),
              BenchPlatform.PREFIX,
              connections,
              batch,
              Instant.now().minus(Duration.ofDays(5)));
      var bench =
          new AllStagesBench(
              platform, load, Duration.ofSeconds(seconds), Duration.ofSeconds(ramp), rate);
      bench.warmUp(Duration.ofSeconds(warmUp));
      for (int number = 1; number <= rounds; number++) {
        System.out.printf("%nround %d of %d%n", number, rounds);
        bench.round(number == rounds ? jfr : "");
      }
      bench.tell(run, batch);
    }
    run.write(json);
    System.exit(0);
  }

  private void warmUp(Duration warmUp) throws Exception {
    load.start(platform.token(), rate);
    Thread.sleep(warmUp);
    load.stop();
    pipeline.awaitIdle(load.accepted());
  }

  private void round(String jfr) throws Exception {
    long refused = load.refused();
    load.start(platform.token(), rate);
    Thread.sleep(ramp);
    var recordings = jfr.isEmpty() ? null : new Recordings(Path.of(jfr), jvms());
    if (recordings != null) {
      recordings.start();
    }
    load.times();
    var before = pipeline.now(load.accepted());
    var cpuBefore = CpuTimes.of(pids);
    Thread.sleep(round);
    var counted = pipeline.now(load.accepted()).since(before);
    var cpu = CpuTimes.of(pids).since(cpuBefore);
    Times times = load.times();
    if (recordings != null) {
      recordings.stop();
    }
    load.stop();
    long stopped = System.nanoTime();
    var missing = pipeline.awaitIdle(load.accepted());
    double behind = (System.nanoTime() - stopped) / 1e9;

    note("accepted, readings/s", counted.accepted());
    note("stored, readings/s", counted.stored());
    note("archived, readings/s", counted.archived());
    note("all three, readings/s", counted.least());
    note("POST p50, ms", times.millis(0.5));
    note("POST p99, ms", times.millis(0.99));
    note("behind at the end, s", behind);
    for (String process : pids.keySet()) {
      note("CPU of " + process + ", us a reading", microsEach(cpu.process(process), counted));
    }
    System.out.printf(
        "  %d POSTs refused; missing in the end: %d; %s%n",
        load.refused() - refused, missing.difference(), cpu.machineShares());
    printGroups(cpu, counted);
  }

  /** CPU of what ran, by process and thread, as shares of one core and for each reading. */
  private void printGroups(CpuTimes cpu, Pipeline.Rates counted) {
    System.out.println("  | process, threads | % of a core | us a reading |\n  |---|--:|--:|");
    for (String process : pids.keySet()) {
      print("**" + process + "**", cpu.process(process), counted);
      cpu.groups().getOrDefault(process, Map.of()).entrySet().stream()
          .filter(group -> group.getValue() > counted.seconds() / 200)
          .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
          .forEach(group -> print(group.getKey(), group.getValue(), counted));
    }
  }

  private static void print(String name, double seconds, Pipeline.Rates counted) {
    System.out.printf(
        "  | %s | %.1f | %.2f |%n",
        name, 100 * seconds / counted.seconds(), microsEach(seconds, counted));
  }

  private static double microsEach(double seconds, Pipeline.Rates counted) {
    return 1e6 * seconds / (counted.accepted() * counted.seconds());
  }

  private Map<String, Long> jvms() {
    var jvms = new LinkedHashMap<>(pids);
    jvms.keySet().removeAll(Set.of("postgres"));
    return jvms;
  }

  private void note(String name, double value) {
    figures.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
    System.out.printf("  %-40s %,.1f%n", name, value);
  }

  private void tell(StageRun run, int batch) {
    System.out.println();
    figures.forEach((name, values) -> {
      String[] parts = name.split(", ");
      run.add(
          parts[0].equals("all three")
              ? Figure.of(
                  "accepted, stored and archived in batches of " + batch,
                  parts[1],
                  values,
                  rate == 0 ? Aim.atLeast(AIM) : null)
              : Figure.of(parts[0], parts[1], values, null));
    });
  }
}
