package io.sensorplatform.stream.ledger;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /v1/ledger?tenant&from&to}: what became of every reading, by partition and by tenant
 * and hour. The hours are those of [from, to), the last 24 unless told; 31 days at most.
 */
@RestController
class LedgerController {

  private static final Duration HOURS = Duration.ofHours(24);
  private static final Duration MOST = Duration.ofDays(31);

  private final LedgerBook book;
  private final Clock clock;

  LedgerController(LedgerBook book, Clock clock) {
    this.book = book;
    this.clock = clock;
  }

  @GetMapping(path = "/v1/ledger", produces = MediaType.APPLICATION_JSON_VALUE)
  LedgerAnswer ledger(
      VerifiedToken token,
      @RequestParam(required = false) @Nullable String tenant,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    token.require(Scopes.OPERATIONS);
    Instant end = to == null ? clock.instant().plus(HOURS) : instant("to", to);
    Instant begin =
        from == null
            ? (to == null ? clock.instant() : end).minus(HOURS).truncatedTo(ChronoUnit.HOURS)
            : instant("from", from);
    if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(MOST) > 0) {
      throw new ProblemException(
          ProblemCode.INVALID_PARAMETER, "'from' is not before 'to', or more than 31 days before.");
    }
    return book.balance(new LedgerRequest(reach(token, tenant), begin, end));
  }

  private static @Nullable String reach(VerifiedToken token, @Nullable String tenant) {
    if (tenant == null) {
      return token.has(Scopes.PLATFORM_ADMIN) ? null : token.tenant();
    }
    if (!token.reaches(tenant)) {
      throw new ProblemException(
          ProblemCode.TENANT_NOT_ALLOWED, "The ledger of another tenant is not yours to see.");
    }
    return tenant;
  }

  private static Instant instant(String name, String text) {
    try {
      // A '+' that a client did not encode arrives as a space.
      var instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      if (instant.isAfter(Instant.EPOCH) && instant.isBefore(Instant.ofEpochSecond(1L << 36))) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw new ProblemException(
        ProblemCode.INVALID_PARAMETER,
        "'%s' is not RFC 3339, such as 2026-11-21T10:00:00Z.".formatted(name));
  }
}
