package io.sensorplatform.gateway.cors;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells browsers which pages may read our answers. Never with credentials: tokens travel in
 * Authorization, which a page must set itself, so no cookie can be made to act for it.
 */
@Component
public final class Cors {

  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
  private static final String REQUEST_FIELDS =
      "Authorization, Content-Type, Content-Encoding, Accept, If-Match, If-None-Match,"
          + " Idempotency-Key, traceparent, tracestate";
  private static final String ANSWER_FIELDS =
      "RateLimit, RateLimit-Policy, Retry-After, traceresponse, X-Correlation-Id, ETag, Location,"
          + " WWW-Authenticate";

  private final Set<String> origins;
  private final String maxAge;

  Cors(CorsSettings settings) {
    this.origins = Set.copyOf(settings.origins());
    this.maxAge = Long.toString(settings.maxAge().toSeconds());
  }

  /** Whether any page may call. If not, browsers are told nothing at all. */
  public boolean enabled() {
    return !origins.isEmpty();
  }

  /**
   * Answers a preflight.
   *
   * @param answer takes the fields of the answer, which has no body
   * @throws ProblemException ORIGIN_NOT_ALLOWED
   */
  public void preflight(String origin, BiConsumer<String, String> answer) {
    if (!origins.contains(origin)) {
      throw new ProblemException(
          ProblemCode.ORIGIN_NOT_ALLOWED, "Pages of this origin may not call the API.");
    }
    answer.accept("access-control-allow-methods", METHODS);
    answer.accept("access-control-allow-headers", REQUEST_FIELDS);
    answer.accept("access-control-max-age", maxAge);
  }

  /**
   * Adds to an answer what a browser must know, whatever the answer is.
   *
   * @param origin of the request; null if it sent none
   */
  public void describe(@Nullable String origin, BiConsumer<String, String> answer) {
    // Also without an origin: a cache must not give this answer to a page.
    answer.accept("vary", "Origin");
    if (origin != null && origins.contains(origin)) {
      answer.accept("access-control-allow-origin", origin);
      answer.accept("access-control-expose-headers", ANSWER_FIELDS);
    }
  }
}
