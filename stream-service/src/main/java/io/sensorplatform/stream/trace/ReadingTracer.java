package io.sensorplatform.stream.trace;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.log.LogReader;
import io.sensorplatform.stream.log.LogReader.End;
import io.sensorplatform.stream.query.StoreQueries;
import io.sensorplatform.stream.trace.TraceTables.Facts;
import io.sensorplatform.stream.trace.TraceTables.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks for a reading in PostgreSQL and on the log, in under a second whatever answers. */
final class ReadingTracer {

  private static final Duration BUDGET = Duration.ofMillis(800);
  private static final Duration STORE_BUDGET = Duration.ofMillis(450);

  /** W3C Trace Context level 2, s3.2. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private final String topic;
  private final StoreQueries store;
  private final LogReader log;

  ReadingTracer(String topic, StoreQueries store, LogReader log) {
    this.topic = topic;
    this.store = store;
    this.log = log;
  }

  /**
   * @throws ProblemException READING_NOT_FOUND if it is surely nowhere, STORE_UNAVAILABLE if
   *     PostgreSQL did not answer and the log does not have it
   */
  TraceAnswer trace(ReadingName name) {
    long deadline = System.nanoTime() + BUDGET.toNanos();
    var facts = facts(name);
    var known = facts == null ? null : facts.place();
    boolean pending =
        facts == null || facts.row() == null && (facts.letter() == null || isReplayed(facts));
    LogFind onLog =
        pending
            ? LogFind.waiting(log, topic, facts == null ? null : facts.next(), name, left(deadline))
            : known == null
                ? new LogFind(End.COMPLETE, null, null, null)
                : LogFind.at(log, topic, known, name, left(deadline));
    if (pending && !onLog.isFound() && known == null) {
      return nowhere(name, facts, onLog);
    }
    var place = pending && onLog.isFound() ? onLog.place() : known;
    var object = facts == null ? null : facts.object();
    if (facts != null && facts.objects() && object == null && place != null && pending) {
      object = objectOf(place, left(deadline));
    }
    return answer(name, facts, onLog, pending && onLog.isFound(), place, object);
  }

  private static boolean isReplayed(Facts facts) {
    return facts.letter() != null && facts.letter().told().state().equals("replayed");
  }

  private @Nullable Facts facts(ReadingName name) {
    try {
      return store.ask(STORE_BUDGET, jdbc -> TraceTables.read(jdbc, topic, name));
    } catch (ProblemException e) {
      return null;
    }
  }

  private TraceAnswer.@Nullable ArchiveObject objectOf(Place place, Duration budget) {
    try {
      return store
          .ask(budget, jdbc -> Optional.ofNullable(TraceTables.object(jdbc, topic, place)))
          .orElse(null);
    } catch (ProblemException e) {
      return null;
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0));
  }

  private TraceAnswer nowhere(ReadingName name, @Nullable Facts facts, LogFind onLog) {
    if (facts == null) {
      throw new ProblemException(
              ProblemCode.STORE_UNAVAILABLE,
              "PostgreSQL does not answer, and the end of the log does not hold this reading.")
          .withRetryAfter(Duration.ofSeconds(5));
    }
    if (!facts.waiting() && onLog.end() == End.COMPLETE) {
      throw new ProblemException(
          ProblemCode.READING_NOT_FOUND,
          "No reading of %s observed at %s is stored, dead-lettered or waiting."
              .formatted(name.sensorId(), name.observedAt()));
    }
    var state = facts.waiting() ? "maybe-in-spool" : "unknown";
    return new TraceAnswer(
        name.sensorId(),
        name.observedAt().toString(),
        name.tenant(),
        state,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        "unknown",
        null,
        "available",
        kafka(onLog));
  }

  private TraceAnswer answer(
      ReadingName name,
      @Nullable Facts facts,
      LogFind onLog,
      boolean waits,
      @Nullable Place place,
      TraceAnswer.@Nullable ArchiveObject object) {
    var row = facts == null ? null : facts.row();
    var letter = facts == null ? null : facts.letter();
    var reading = onLog.reading() != null ? onLog.reading() : decoded(letter);
    Instant received =
        row != null
            ? row.receivedAt()
            : reading == null ? null : ReadingName.instant(reading.receivedAtMicros());
    Integer flags = row != null ? (Integer) row.flags() : reading == null ? null : reading.flags();
    var traceparent =
        onLog.traceparent() == null && letter != null && row == null
            ? letter.traceparent()
            : onLog.traceparent();
    return new TraceAnswer(
        name.sensorId(),
        name.observedAt().toString(),
        name.tenant(),
        row != null ? "stored" : waits ? "on-kafka" : "dead-letter",
        received == null ? null : received.toString(),
        flags == null ? null : (flags & Reading.SPOOLED) != 0,
        place == null ? null : topic,
        place == null ? null : place.partition(),
        place == null ? null : place.offset(),
        row == null ? null : row.told(),
        letter == null ? null : letter.told(),
        object,
        object != null
            ? "archived"
            : facts == null || !facts.objects() || place == null ? "unknown" : "not-yet",
        traceId(traceparent),
        facts == null ? "unavailable" : "available",
        kafka(onLog));
  }

  private static @Nullable Reading decoded(TraceTables.@Nullable Letter letter) {
    try {
      return letter == null ? null : ReadingCodec.decode(letter.bytes());
    } catch (MalformedReadingException e) {
      return null;
    }
  }

  private static @Nullable String traceId(@Nullable String traceparent) {
    var form = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
    return form.matches() ? form.group(1) : null;
  }

  private static String kafka(LogFind onLog) {
    return switch (onLog.end()) {
      case UNAVAILABLE -> "unavailable";
      case GONE -> "gone";
      case CUT -> "backlog";
      case COMPLETE, STOPPED -> "available";
    };
  }
}
