package io.sensorplatform.bench;

import io.sensorplatform.bench.part.Parts;
import io.sensorplatform.bench.part.Parts.Cost;
import io.sensorplatform.bench.part.Parts.Pair;
import io.sensorplatform.bench.result.Figure;
import io.sensorplatform.bench.result.StageRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The parts of a reading's path by JMH, each next to its limit or to what one would use instead:
 * time and allocations of one operation. Every round runs each in a JVM of its own, in another
 * order.
 *
 * <p>{@code --rounds} (3), {@code --warm-ups} (4) and {@code --iterations} (4) of {@code --millis}
 * (500).
 */
public final class PartsBench {

  private PartsBench() {}

  public static void main(String[] arguments) throws Exception {
    var given = new Arguments(arguments);
    int rounds = given.number("rounds", 3, 1);
    int warmUps = given.number("warm-ups", 4, 4);
    int iterations = given.number("iterations", 4, 2);
    int millis = given.number("millis", 500, 400);
    String json = given.text("json", "");
    given.all();
    var run = new StageRun("parts", given.toString(), given.isShort());
    var names = new TreeSet<String>();
    for (Pair pair : Parts.ALL) {
      names.add(pair.ours());
      names.add(pair.limit());
    }
    var order = new ArrayList<>(names);
    Map<String, List<Cost>> costs = new HashMap<>();
    for (int round = 1; round <= rounds; round++) {
      System.out.printf("round %d of %d%n", round, rounds);
      for (String name : order) {
        Cost cost = Parts.run(List.of(name), warmUps, iterations, millis).get(name);
        if (cost != null) {
          System.out.printf("  %-28s %,12.1f ns %,10.1f B%n", name, cost.nanos(), cost.bytes());
          costs.computeIfAbsent(name, absent -> new ArrayList<>()).add(cost);
        }
      }
      Collections.reverse(order);
    }
    for (Pair pair : Parts.ALL) {
      var ours = costs.getOrDefault(pair.ours(), List.of());
      var limit = costs.getOrDefault(pair.limit(), List.of());
      run.add(
          Figure.of(
              pair.name(),
              "ns",
              ours.stream().map(Cost::nanos).toList(),
              pair.limitName(),
              limit.stream().map(Cost::nanos).toList(),
              pair.aim()));
      run.add(
          Figure.of(
              pair.name(),
              "B allocated",
              ours.stream().map(Cost::bytes).toList(),
              pair.limitName(),
              limit.stream().map(Cost::bytes).toList(),
              null));
    }
    run.write(json);
    System.exit(0);
  }
}
