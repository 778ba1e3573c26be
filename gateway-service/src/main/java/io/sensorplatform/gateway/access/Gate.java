package io.sensorplatform.gateway.access;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.BearerToken;
import io.sensorplatform.defaults.token.TokenVerifier;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.gateway.limit.Limits;
import io.sensorplatform.gateway.route.Route;
import io.sensorplatform.gateway.route.RouteTable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides in memory and in under a microsecond whether a request may go on. Never blocks: what may
 * block is told with {@link Verdict.Unverified}, and the caller does it elsewhere.
 */
@Component
public final class Gate {

  private final RouteTable routes;
  private final TokenVerifier tokens;
  private final Limits limits;
  private final Guesses guesses;
  private final long maxBody;

  Gate(RouteTable routes, TokenVerifier tokens, Limits limits, AccessSettings settings) {
    this.routes = routes;
    this.tokens = tokens;
    this.limits = limits;
    this.guesses = new Guesses(limits);
    this.maxBody = settings.maxBody().toBytes();
  }

  /**
   * @throws ProblemException NOT_FOUND, or MALFORMED_REQUEST if the path would climb out of it
   */
  public Route route(String path) {
    if (RouteTable.climbs(path)) {
      throw new ProblemException(
          ProblemCode.MALFORMED_REQUEST, "The path has '.' or '..' as a segment.");
    }
    Route route = routes.find(path);
    if (route == null) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "The API has no such path.");
    }
    return route;
  }

  /**
   * Checks size, token and limit, in this order; only what passed the first two is counted.
   *
   * @throws ProblemException what to answer instead
   */
  public Verdict admit(Route route, RequestHead head) {
    if (head.bodyLength() > maxBody) {
      throw tooLarge();
    }
    if (!route.tokenNeeded()) {
      return counted(route, head, null);
    }
    String token = BearerToken.of(head.authorization());
    VerifiedToken known = tokens.cached(token);
    if (known == null) {
      guesses.require(token, head.address());
      return new Verdict.Unverified(token);
    }
    return counted(route, head, known);
  }

  /**
   * Verifies a token that {@link #admit} did not know. May block.
   *
   * @throws ProblemException what to answer instead
   */
  public VerifiedToken verify(String token, String address) {
    try {
      VerifiedToken verified = tokens.verify(token);
      guesses.good(verified.subject(), address);
      return verified;
    } catch (ProblemException refusal) {
      if (refusal.code().status() == 401 && !wasGood(refusal.code())) {
        guesses.bad(token, address);
      }
      throw refusal;
    }
  }

  /** A token that was good once is no guess: its device is late, or does not know yet. */
  private static boolean wasGood(ProblemCode code) {
    return code == ProblemCode.TOKEN_EXPIRED || code == ProblemCode.TOKEN_REVOKED;
  }

  /** Counts the request against the limit of its route and caller. */
  public Verdict.Counted counted(Route route, RequestHead head, @Nullable VerifiedToken token) {
    String principal = token == null ? null : token.subject();
    return new Verdict.Counted(
        token, limits.take(route.limitOf(head.method()), principal, head.address()));
  }

  public ProblemException tooLarge() {
    return new ProblemException(
        ProblemCode.BODY_TOO_LARGE, "The body has more than %d bytes.".formatted(maxBody));
  }
}
