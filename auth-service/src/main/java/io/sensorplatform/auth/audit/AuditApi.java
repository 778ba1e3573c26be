package io.sensorplatform.auth.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.reading.Tenant;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit log over HTTP: an operator sees their own tenant's, a platform administrator all. */
@RestController
@RequestMapping("/v1/audit")
class AuditApi {

  private static final int MAX_LIMIT = 1_000;
  private static final int MAX_TEXT = 256;

  private final AuditRows rows;
  private final ChainCheck chain;

  AuditApi(AuditRows rows, ChainCheck chain) {
    this.rows = rows;
    this.chain = chain;
  }

  /**
   * A row as it is answered.
   *
   * @param address null where the platform acted by itself
   * @param hash in hexadecimal; the next row's hash is over it, too
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Item(
      long seq,
      Instant at,
      String who,
      @Nullable String address,
      String what,
      String object,
      @Nullable String tenant,
      String result,
      @Nullable String detail,
      long count,
      @Nullable String traceId,
      String hash) {}

  /**
   * @param nextCursor where the next page starts; null on the last
   */
  record Page(List<Item> items, @Nullable String nextCursor) {}

  /** Newest first. */
  @GetMapping
  Page list(
      VerifiedToken caller,
      @RequestParam(required = false) @Nullable String tenant,
      @RequestParam(required = false) @Nullable String who,
      @RequestParam(required = false) @Nullable String what,
      @RequestParam(required = false) @Nullable String object,
      @RequestParam(required = false) @Nullable String result,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    caller.require(Scopes.OPERATIONS);
    require(
        result == null || result.equals("done") || result.equals("refused"),
        "'result' is neither done nor refused.");
    require(limit >= 1 && limit <= MAX_LIMIT, "'limit' must be 1 to %d.".formatted(MAX_LIMIT));
    var filter =
        new AuditRows.Filter(
            tenant(caller, tenant),
            text("who", who),
            text("what", what),
            text("object", object),
            result,
            instant("from", from),
            instant("to", to));
    long before = cursor == null ? Long.MAX_VALUE : AuditCursor.decode(cursor);
    List<Item> found = rows.list(filter, before, limit + 1);
    if (found.size() <= limit) {
      return new Page(found, null);
    }
    List<Item> page = found.subList(0, limit);
    return new Page(page, AuditCursor.encode(page.getLast().seq()));
  }

  /** Walks a stretch of the chain; {@code next} of the answer is where to go on. */
  @GetMapping("/verification")
  ChainCheck.Verdict verify(VerifiedToken caller, @RequestParam(defaultValue = "1") long from) {
    caller.require(Scopes.OPERATIONS);
    require(from >= 1, "'from' must be at least 1.");
    return chain.check(from);
  }

  /** Whose acts are meant; null: everybody's. */
  private static @Nullable String tenant(VerifiedToken caller, @Nullable String asked) {
    if (asked == null) {
      return caller.has(Scopes.PLATFORM_ADMIN) ? null : caller.tenant();
    }
    if (!Tenant.isValid(asked) || !caller.reaches(asked)) {
      throw new ProblemException(
          ProblemCode.TENANT_NOT_ALLOWED,
          "The token is for the tenant '%s'.".formatted(caller.tenant()));
    }
    return asked;
  }

  private static @Nullable String text(String name, @Nullable String value) {
    require(
        value == null
            || (!value.isEmpty()
                && value.length() <= MAX_TEXT
                && value.codePoints().noneMatch(Character::isISOControl)),
        "'%s' must be 1 to %d printable characters.".formatted(name, MAX_TEXT));
    return value;
  }

  private static @Nullable Instant instant(String name, @Nullable String value) {
    if (value == null) {
      return null;
    }
    try {
      // A '+' that a client did not encode arrives as a space.
      Instant instant = OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
      if (instant.isAfter(Instant.EPOCH)
          && instant.isBefore(Instant.ofEpochSecond(253_402_300_799L))) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Answered below.
    }
    throw new ProblemException(
        ProblemCode.INVALID_PARAMETER, "'%s' is not an instant of RFC 3339.".formatted(name));
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new ProblemException(ProblemCode.INVALID_PARAMETER, otherwise);
    }
  }
}
