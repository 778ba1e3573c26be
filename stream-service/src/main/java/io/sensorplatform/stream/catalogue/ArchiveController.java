package io.sensorplatform.stream.catalogue;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.consume.ConditionalOnRole;
import io.sensorplatform.stream.log.LogEnds;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The archive's objects and partitions, as the catalogue has them. Objects hold every tenant's
 * readings: only operators of the whole platform see them (403 {@code scope-missing} to others).
 *
 * <ul>
 *   <li>{@code GET /v1/archive/objects?topic&partition&from&to&cursor&limit}: objects with readings
 *       observed in [from, to), by partition and offset.
 *   <li>{@code GET /v1/archive/partitions?topic}: each partition taken together, with the gaps and
 *       overlaps between its objects and how far it is behind Kafka.
 * </ul>
 */
@RestController
@ConditionalOnRole("archiver")
@RequestMapping(path = "/v1/archive", produces = MediaType.APPLICATION_JSON_VALUE)
class ArchiveController {

  private static final int MOST = 1_000;

  /**
   * @param next null on the last page
   */
  record Page<T>(List<T> items, @Nullable String next) {}

  private final Catalogue catalogue;
  private final LogEnds logEnds;

  ArchiveController(Catalogue catalogue, LogEnds logEnds) {
    this.catalogue = catalogue;
    this.logEnds = logEnds;
  }

  @GetMapping("/objects")
  Page<CataloguedObject> objects(
      VerifiedToken token,
      @RequestParam(defaultValue = Topics.READINGS) String topic,
      @RequestParam(required = false) @Nullable Integer partition,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    requirePlatformOperator(token);
    requireName(topic);
    if (limit < 1 || limit > MOST) {
      throw invalid("'limit' is not a number from 1 to %d.".formatted(MOST));
    }
    var query =
        new ObjectsQuery(topic, partition, instant("from", from), instant("to", to), limit + 1);
    var start = cursor == null ? ObjectsCursor.START : ObjectsCursor.parse(cursor, query);
    var found = catalogue.page(query, start.partition(), start.offset());
    if (found.size() <= limit) {
      return new Page<>(found, null);
    }
    var follows = found.getLast();
    return new Page<>(
        found.subList(0, limit),
        new ObjectsCursor(follows.partition(), follows.startOffset()).text(query));
  }

  @GetMapping("/partitions")
  Page<PartitionSummary> partitions(
      VerifiedToken token, @RequestParam(defaultValue = Topics.READINGS) String topic) {
    requirePlatformOperator(token);
    requireName(topic);
    var summaries = catalogue.summaries(topic);
    var ends = logEnds.now();
    return new Page<>(
        summaries.stream()
            .map(summary -> {
              var end = ends.next().get(summary.partition());
              return end == null || !summary.topicId().equals(ends.topicId())
                  ? summary
                  : summary.behind(end);
            })
            .toList(),
        null);
  }

  private static void requirePlatformOperator(VerifiedToken token) {
    token.require(Scopes.OPERATIONS);
    token.require(Scopes.PLATFORM_ADMIN);
  }

  private static void requireName(String topic) {
    if (!Topics.isName(topic)) {
      throw invalid("'topic' is not the name of a Kafka topic.");
    }
  }

  private static @Nullable Instant instant(String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      // A '+' that a client did not encode arrives as a space.
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeParseException e) {
      throw invalid("'%s' is not RFC 3339, such as 2026-11-21T10:15:30Z.".formatted(name));
    }
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemCode.INVALID_PARAMETER, detail);
  }
}
