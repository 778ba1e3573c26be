package io.sensorplatform.auth.key;

import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key that is asked for.
 *
 * @param expiresAt RFC 3339; null: after the usual time
 * @param publicKey JSON Web Key (RFC 7517) whose private half the device keeps; null: an API key
 */
record KeyRequest(@Nullable String expiresAt, @Nullable Map<String, Object> publicKey) {

  /**
   * @throws ProblemException {@link ProblemCode#REQUEST_INVALID} if that is past or too far away
   */
  static Instant expiry(
      @Nullable KeyRequest request, Instant now, Duration usual, Duration longest) {
    if (request == null || request.expiresAt == null) {
      return now.plus(usual);
    }
    Instant expiry = parse(request.expiresAt);
    if (expiry == null || !expiry.isAfter(now) || expiry.isAfter(now.plus(longest))) {
      String detail =
          "/expiresAt must be an instant of RFC 3339, from now to %d days ahead."
              .formatted(longest.toDays());
      throw new ProblemException(ProblemCode.REQUEST_INVALID, detail)
          .withErrors(List.of(ItemError.permanent(0, ProblemCode.REQUEST_INVALID, detail)));
    }
    return expiry;
  }

  private static @Nullable Instant parse(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
