package io.sensorplatform.bench.part;

import io.sensorplatform.bench.result.Aim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Which benchmarks there are, and what a run of some of them gives. */
public final class Parts {

  /**
   * What is compared: two methods of one class.
   *
   * @param limitName what the other one is
   */
  public record Pair(String name, String ours, String limit, String limitName, @Nullable Aim aim) {}

  /** Of one operation: a reading, a row, a token, a request. */
  public record Cost(double nanos, double bytes) {}

  public static final List<Pair> ALL =
      List.of(
          new Pair("JSON to Reading", "JsonPart.ours", "JsonPart.tokens", "Jackson's tokens", null),
          new Pair(
              "JSON to Reading",
              "JsonPart.ours",
              "JsonPart.databind",
              "Jackson databind",
              Aim.ratioAtMost(1)),
          new Pair(
              "timestamp",
              "TimestampPart.ours",
              "TimestampPart.instantParse",
              "Instant.parse",
              Aim.ratioAtMost(1)),
          new Pair(
              "Avro encode",
              "AvroPart.encode",
              "AvroPart.encodeByAvro",
              "Avro's encoder",
              Aim.ratioAtMost(1)),
          new Pair(
              "Avro decode",
              "AvroPart.decode",
              "AvroPart.decodeByAvro",
              "Avro's decoder",
              Aim.ratioAtMost(1)),
          new Pair(
              "spool append, of a batch of 500",
              "SpoolPart.ours",
              "SpoolPart.writeAndForce",
              "write and force",
              null),
          new Pair(
              "COPY encoding",
              "CopyPart.ours",
              "CopyPart.dataOutputStream",
              "DataOutputStream",
              Aim.ratioAtMost(1)),
          new Pair(
              "Parquet writer",
              "ParquetPart.ours",
              "ParquetPart.bareWriter",
              "bare writer",
              Aim.ratioAtMost(1.25)),
          new Pair("token cache", "TokenPart.ours", "TokenPart.sha256", "SHA-256 of it", null),
          new Pair(
              "token cache",
              "TokenPart.ours",
              "TokenPart.verify",
              "verifying anew",
              Aim.ratioAtMost(0.1)),
          new Pair(
              "rate limiter",
              "LimitPart.ours",
              "LimitPart.bucket4j",
              "Bucket4j",
              Aim.ratioAtMost(1)));

  private Parts() {}

  /**
   * Runs each in a JVM of its own.
   *
   * @param names as {@link Pair#ours} has them
   */
  public static Map<String, Cost> run(
      List<String> names, int warmUps, int iterations, long iterationMillis)
      throws RunnerException {
    var options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(warmUps)
            .warmupTime(TimeValue.milliseconds(iterationMillis))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.milliseconds(iterationMillis))
            .addProfiler(GCProfiler.class)
            .jvmArgs(
                "-Xmx1g",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow")
            .verbosity(VerboseMode.SILENT);
    for (String name : names) {
      options.include(Pattern.quote("." + name) + "$");
    }
    var costs = new TreeMap<String, Cost>();
    for (RunResult result : new Runner(options.build()).run()) {
      String label = result.getParams().getBenchmark();
      String name = label.substring(label.lastIndexOf('.', label.lastIndexOf('.') - 1) + 1);
      Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
      if (bytes == null) {
        bytes = result.getSecondaryResults().get("·gc.alloc.rate.norm");
      }
      if (bytes == null) {
        throw new IllegalStateException(
            "JMH tells no gc.alloc.rate.norm: " + result.getSecondaryResults().keySet());
      }
      costs.put(name, new Cost(result.getPrimaryResult().getScore(), bytes.getScore()));
    }
    var missing = new ArrayList<>(names);
    missing.removeAll(costs.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalStateException("JMH has not run " + missing);
    }
    return costs;
  }
}
