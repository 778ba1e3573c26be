package io.sensorplatform.bench;

import io.sensorplatform.bench.machine.Memory;
import io.sensorplatform.bench.platform.BenchPlatform;
import io.sensorplatform.bench.platform.Probe;
import io.sensorplatform.bench.result.Aim;
import io.sensorplatform.bench.result.Figure;
import io.sensorplatform.bench.result.StageRun;
import io.sensorplatform.local.stack.Component;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long it takes from {@code up} until a reading can be queried, with empty data and with data
 * that is there; how long each service takes by itself; and the memory that everything has once
 * readings and queries have gone through.
 *
 * <p>{@code --rounds} (3).
 */
public final class StartBench {

  private static final List<Component> SERVICES =
      List.of(Component.GATEWAY, Component.AUTH, Component.SENSOR, Component.STREAM);
  private static final double AIM_SECONDS = 30;
  private static final double AIM_MIB = 2_560;

  private final Map<String, List<Double>> figures = new LinkedHashMap<>();

  private StartBench() {}

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int rounds = given.number("rounds", 3, 1);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("start", given.toString(), given.isShort());
    var bench = new StartBench();
    for (int round = 1; round <= rounds; round++) {
      System.out.printf("round %d of %d%n", round, rounds);
      bench.round();
    }
    bench.tell(run);
    run.write(json);
    System.exit(0);
  }

  private void round() throws Exception {
    BenchPlatform.deleteArchives();
    long begun = System.nanoTime();
    try (var platform = BenchPlatform.up()) {
      use(platform, Duration.ofMillis(1));
      note("first start after a build until a reading can be queried, s", secondsSince(begun));
      for (Component service : SERVICES) {
        note("start of " + service.label() + ", s", platform.restart(service).toMillis() / 1e3);
      }
      use(platform, Duration.ofMillis(1));
      platform.makeArchives();
      platform.down();
      begun = System.nanoTime();
      platform.upAgain();
      use(platform, Duration.ofMillis(1));
      note("later start until a reading can be queried, s", secondsSince(begun));
      use(platform, Duration.ofSeconds(5));
      double all = 0;
      for (var process : platform.pids().entrySet()) {
        double mebibytes = Memory.resident(process.getValue());
        note("memory of " + process.getKey() + ", MiB", mebibytes);
        all += mebibytes;
      }
      note("memory of all, MiB", all);
    }
  }

  /** Readings that come to be queryable: then everything has worked. */
  private static void use(BenchPlatform platform, Duration during) throws Exception {
    new Probe(platform.gateway(), platform.token()).run(during);
  }

  private void note(String name, double value) {
    figures.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
    System.out.printf("  %-40s %,.1f%n", name, value);
  }

  private void tell(StageRun run) {
    figures.forEach((name, values) -> {
      String[] parts = name.split(", ");
      Aim aim =
          switch (name) {
            case "first start after a build until a reading can be queried, s",
                "later start until a reading can be queried, s" ->
                Aim.atMost(AIM_SECONDS);
            case "memory of all, MiB" -> Aim.atMost(AIM_MIB);
            default -> null;
          };
      run.add(Figure.of(parts[0], parts[1], values, aim));
    });
  }

  private static double secondsSince(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
