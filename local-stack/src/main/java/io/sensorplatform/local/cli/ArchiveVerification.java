package io.sensorplatform.local.cli;

import io.sensorplatform.local.stack.StackException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A whole verification of the archive, put together from the steps that the platform answers. */
final class ArchiveVerification {
  enum Depth {
    footers,
    rows
  }

  /** A partition, over all steps. */
  private static final class Partition {
    long objects;
    long records;
    long undecodable;
    long bytes;
    @Nullable Long firstOffset;
    @Nullable Long lastOffset;

    void add(JsonNode step) {
      objects += step.path("objects").asLong();
      records += step.path("records").asLong();
      undecodable += step.path("undecodable").asLong();
      bytes += step.path("bytes").asLong();
      if (firstOffset == null) {
        firstOffset = number(step, "firstOffset");
      }
      var last = number(step, "lastOffset");
      lastOffset = last == null ? lastOffset : last;
    }
  }

  private final Depth depth;
  private final Map<Integer, Partition> partitions = new TreeMap<>();
  private final List<JsonNode> problems = new ArrayList<>();
  private boolean catalogueCompared = true;

  private ArchiveVerification(Depth depth) {
    this.depth = depth;
  }

  /**
   * @param calls answers a path with its query
   * @param progress is told after each step how many objects were read
   */
  static ArchiveVerification run(
      Function<String, JsonNode> calls, Depth depth, LongConsumer progress) {
    var verification = new ArchiveVerification(depth);
    String cursor = null;
    do {
      var path =
          "/v1/archive/verification?depth="
              + depth
              + (cursor == null
                  ? ""
                  : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
      var step = calls.apply(path);
      if (!step.path("partitions").isArray() || !step.path("problems").isArray()) {
        // Not what this command knows: better no answer than "sound".
        throw new StackException("the archive could not be checked: the answer is " + step);
      }
      verification.add(step);
      var next = step.path("next").asString(null);
      if (next != null && next.equals(cursor)) {
        throw new StackException("the archive could not be checked: it does not get on");
      }
      cursor = next;
      if (cursor != null) {
        progress.accept(verification.objects());
      }
    } while (cursor != null);
    return verification;
  }

  private void add(JsonNode step) {
    step.path("partitions")
        .forEach(partition ->
            partitions
                .computeIfAbsent(partition.path("partition").asInt(), ignored -> new Partition())
                .add(partition));
    step.path("problems").forEach(problems::add);
    catalogueCompared &= step.path("catalogueCompared").asBoolean(false);
  }

  boolean isSound() {
    return problems.isEmpty();
  }

  private long objects() {
    return partitions.values().stream().mapToLong(partition -> partition.objects).sum();
  }

  Map<String, Object> json() {
    var told = new LinkedHashMap<String, Object>();
    told.put("sound", isSound());
    told.put("depth", depth.name());
    told.put("catalogueCompared", catalogueCompared);
    told.put("partitions", partitions.entrySet().stream().map(ArchiveVerification::json).toList());
    told.put("problems", problems);
    return told;
  }

  private static Map<String, @Nullable Object> json(Map.Entry<Integer, Partition> entry) {
    var partition = entry.getValue();
    var told = new LinkedHashMap<String, @Nullable Object>();
    told.put("partition", entry.getKey());
    told.put("objects", partition.objects);
    told.put("records", partition.records);
    told.put("undecodable", partition.undecodable);
    told.put("bytes", partition.bytes);
    told.put("firstOffset", partition.firstOffset);
    told.put("lastOffset", partition.lastOffset);
    return told;
  }

  void print(Terminal terminal) {
    printPartitions(terminal.out);
    partitions.forEach((number, partition) -> {
      if (partition.firstOffset != null && partition.firstOffset > 0) {
        terminal.out.printf(
            "Partition %d begins at offset %d: Kafka no longer had what came before when it was first archived, or its oldest objects are gone.%n",
            number, partition.firstOffset);
      }
    });
    if (!catalogueCompared) {
      terminal.out.println(
          "PostgreSQL could not be asked which objects there should be; only what lies on S3 was checked.");
    }
    for (var problem : problems) {
      print(terminal, problem);
    }
    if (isSound()) {
      terminal.out.println(
          terminal.good("The archive is sound")
              + (depth == Depth.rows
                  ? ": every row was read."
                  : ", by its footers; --rows reads every row."));
    } else {
      terminal.out.println(
          terminal.bad("%d problem%s".formatted(problems.size(), problems.size() == 1 ? "" : "s"))
              + "; docs/operations/runbooks/archive-gaps.md tells what to do.");
    }
  }

  private void printPartitions(PrintStream out) {
    out.printf(
        "%9s %9s %13s %15s %14s %14s %9s%n",
        "PARTITION", "OBJECTS", "RECORDS", "BYTES", "FIRST", "LAST", "PROBLEMS");
    partitions.forEach((number, partition) ->
        out.printf(
            "%9d %9d %13d %15d %14s %14s %9d%n",
            number,
            partition.objects,
            partition.records,
            partition.bytes,
            told(partition.firstOffset),
            told(partition.lastOffset),
            problems.stream()
                .filter(
                    problem -> Objects.equals(number(problem, "partition"), Long.valueOf(number)))
                .count()));
    out.println();
  }

  private static void print(Terminal terminal, JsonNode problem) {
    terminal.out.printf(
        "%s %s%n    %s%n    %s%n",
        terminal.bad(problem.path("kind").asString()),
        place(problem),
        problem.path("detail").asString(),
        problem.path("action").asString());
  }

  private static String place(JsonNode problem) {
    var told = new ArrayList<String>();
    var partition = number(problem, "partition");
    if (partition != null) {
      told.add("partition " + partition);
    }
    var from = number(problem, "fromOffset");
    var to = number(problem, "toOffset");
    if (from != null) {
      told.add("offsets %d to %s".formatted(from, to == null ? "?" : to));
    }
    if (problem.path("key").isString()) {
      told.add(problem.path("key").asString());
    }
    return String.join(", ", told);
  }

  private static String told(@Nullable Long offset) {
    return offset == null ? "-" : offset.toString();
  }

  private static @Nullable Long number(JsonNode node, String name) {
    return node.path(name).isNumber() ? Long.valueOf(node.path(name).asLong()) : null;
  }
}
