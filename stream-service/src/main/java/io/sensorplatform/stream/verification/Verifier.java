package io.sensorplatform.stream.verification;

import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.stream.catalogue.Catalogue;
import io.sensorplatform.stream.catalogue.CataloguedObject;
import io.sensorplatform.stream.objects.ArchiveBucket;
import io.sensorplatform.stream.objects.ArchiveBucket.Listed;
import io.sensorplatform.stream.objects.ArchivedObject;
import io.sensorplatform.stream.objects.ObjectReader;
import io.sensorplatform.stream.objects.UnreadableObjectException;
import io.sensorplatform.stream.verification.Report.Depth;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the archive from S3 itself, step by step: each step ends soon and tells where the next one
 * goes on. The catalogue only adds what should be there; without PostgreSQL the rest is checked all
 * the same.
 */
final class Verifier {

  /** No object is begun after this, so that a step ends before a gateway loses patience. */
  private static final Duration STEP = Duration.ofSeconds(4);

  private static final int FOOTERS_AT_ONCE = 16;
  private static final int MOST_PROBLEMS = 1_000;
  private static final int MOST_CATALOGUED = 100_000;

  /** The catalogue may lag this much behind the archive without being wrong. */
  private static final Duration CATALOGUE_LAG = Duration.ofMinutes(15);

  private final ArchiveBucket bucket;
  private final ObjectReader reader;
  private final Catalogue catalogue;
  private final Clock clock;

  Verifier(ArchiveBucket bucket, ObjectReader reader, Catalogue catalogue, Clock clock) {
    this.bucket = bucket;
    this.reader = reader;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /**
   * One step.
   *
   * @param only this partition; null for all
   * @param from where the last step ended; null for the beginning
   */
  Report step(String topic, @Nullable Integer only, Depth depth, @Nullable Place from)
      throws IOException, InterruptedException {
    var step = new Step(topic, depth);
    if (from == null && only == null) {
      step.strays();
    }
    var partitions = step.partitions(only);
    Place place = from;
    for (int partition : partitions) {
      if (place != null && partition < place.partition()) {
        continue;
      }
      if (place == null || partition > place.partition()) {
        place = Place.beginning(partition);
      }
      if (step.isOver()) {
        return step.report(place);
      }
      var rest = step.walk(place);
      if (rest != null) {
        return step.report(rest);
      }
    }
    return step.report(null);
  }

  /** An object's footer and rows, or why they cannot be read. */
  private record Outcome(Listed listed, Optional<ArchivedObject> object, @Nullable String fault) {}

  private final class Step {

    private final String topic;
    private final Depth depth;
    private final long endMillis = clock.millis() + STEP.toMillis();
    private final List<Report.Checked> checked = new ArrayList<>();
    private final List<ArchiveProblem> problems = new ArrayList<>();
    private boolean compares = true;

    Step(String topic, Depth depth) {
      this.topic = topic;
      this.depth = depth;
    }

    boolean isOver() {
      return clock.millis() >= endMillis || problems.size() >= MOST_PROBLEMS;
    }

    Report report(@Nullable Place next) {
      return new Report(
          topic, depth, checked, problems, compares, next == null ? null : next.text());
    }

    /** A query engine reads whatever lies below the prefix, so also what no partition holds. */
    void strays() {
      for (var key : bucket.strays(topic)) {
        problems.add(
            new ArchiveProblem(
                ArchiveProblem.Kind.FOREIGN,
                null,
                key,
                null,
                null,
                "the archiver puts nothing here"));
      }
    }

    /** Those of S3, and those that only the catalogue knows. */
    List<Integer> partitions(@Nullable Integer only) {
      if (only != null) {
        return List.of(only);
      }
      var all = new TreeSet<>(bucket.partitions(topic));
      try {
        all.addAll(catalogue.partitions(topic));
      } catch (ProblemException e) {
        compares = false;
      }
      return List.copyOf(all);
    }

    /** Null when the partition is done, else where to go on. */
    @Nullable Place walk(Place place) throws IOException, InterruptedException {
      int partition = place.partition();
      var walk = new PartitionWalk(place, clock.instant().minus(CATALOGUE_LAG));
      String after = place.after();
      boolean more = true;
      while (more) {
        var page = bucket.list(topic, partition, after);
        more = page.more();
        int most = depth == Depth.rows ? 1 : FOOTERS_AT_ONCE;
        for (int at = 0; at < page.objects().size(); at += most) {
          if (isOver()) {
            return end(walk, walk.place(after));
          }
          var batch = page.objects().subList(at, Math.min(at + most, page.objects().size()));
          var starts = batch.stream().flatMapToLong(listed -> listed.startOffset().stream());
          compare(walk, partition, starts.max().orElse(walk.compared() - 1));
          check(walk, batch);
          after = batch.getLast().key();
        }
      }
      compare(walk, partition, Long.MAX_VALUE);
      walk.end();
      return end(walk, null);
    }

    private @Nullable Place end(PartitionWalk walk, @Nullable Place rest) {
      checked.add(walk.checked());
      for (var problem : walk.problems()) {
        if (!appearedMeanwhile(problem)) {
          problems.add(problem);
        }
      }
      return rest;
    }

    /** An object that was made after S3 was listed and before the catalogue was asked. */
    private boolean appearedMeanwhile(ArchiveProblem problem) {
      return problem.kind() == ArchiveProblem.Kind.MISSING
          && problem.key() != null
          && bucket.exists(problem.key());
    }

    private void compare(PartitionWalk walk, int partition, long last) {
      List<CataloguedObject> known = null;
      if (compares) {
        try {
          known = catalogue.objects(topic, partition, walk.compared(), last, MOST_CATALOGUED);
        } catch (ProblemException e) {
          compares = false;
        }
      }
      walk.compareWith(known, last);
    }

    private void check(PartitionWalk walk, List<Listed> batch)
        throws IOException, InterruptedException {
      for (var outcome : read(batch)) {
        if (outcome.listed().startOffset().isEmpty()) {
          walk.foreign(outcome.listed());
        } else if (outcome.object().isPresent()) {
          walk.sound(outcome.listed(), outcome.object().get());
        } else if (outcome.fault() != null) {
          walk.unreadable(outcome.listed(), outcome.fault());
        } else {
          walk.unreadable(outcome.listed(), "it was deleted a moment ago");
        }
      }
    }

    private List<Outcome> read(List<Listed> batch) throws IOException, InterruptedException {
      var readings = new ArrayList<Callable<Outcome>>();
      batch.forEach(listed -> readings.add(() -> read(listed)));
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var outcomes = new ArrayList<Outcome>();
        for (var outcome : threads.invokeAll(readings)) {
          outcomes.add(outcome.get());
        }
        return outcomes;
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException cause -> throw cause;
          case RuntimeException cause -> throw cause;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }

    private Outcome read(Listed listed) throws IOException {
      if (listed.startOffset().isEmpty()) {
        return new Outcome(listed, Optional.empty(), null);
      }
      try {
        var object = reader.footer(listed);
        if (depth == Depth.rows && object.isPresent() && object.get().key().equals(listed.key())) {
          var counts = reader.rows(object.get());
          if (counts.isPresent()
              && object.get().counts().isPresent()
              && !counts.equals(object.get().counts())) {
            return new Outcome(
                listed, Optional.empty(), "its rows are of other tenants or hours than it says");
          }
        }
        return new Outcome(listed, object, null);
      } catch (UnreadableObjectException e) {
        return new Outcome(listed, Optional.empty(), e.getMessage());
      }
    }
  }
}
