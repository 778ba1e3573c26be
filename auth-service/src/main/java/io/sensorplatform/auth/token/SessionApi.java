package io.sensorplatform.auth.token;

import io.sensorplatform.auth.operator.Operators;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sign-ins over HTTP: operators see and end their own, administrators of the platform all. */
@RestController
@RequestMapping("/v1/sessions")
class SessionApi {

  private final Sessions sessions;

  SessionApi(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * @param current whether the call was made with a token of this sign-in
   */
  record Item(
      String id,
      String username,
      String clientId,
      List<String> scopes,
      Instant signedInAt,
      Instant refreshedAt,
      Instant expiresAt,
      Instant endsAt,
      boolean current) {

    static Item of(Sessions.Session session, VerifiedToken caller) {
      return new Item(
          session.id(),
          session.username(),
          session.clientId(),
          session.scopes(),
          session.signedInAt(),
          session.refreshedAt(),
          session.expiresAt(),
          session.endsAt(),
          session.id().equals(caller.origin().session()));
    }
  }

  record SessionList(List<Item> items) {}

  /**
   * @param username whose; default the caller's own
   */
  @GetMapping
  SessionList list(
      VerifiedToken caller, @RequestParam(required = false) @Nullable String username) {
    if (username != null && !isOwn(caller, username)) {
      caller.require(Scopes.PLATFORM_ADMIN);
    }
    if (username != null && !Operators.isUsername(username)) {
      throw new ProblemException(
          ProblemCode.INVALID_PARAMETER, "'username' cannot be an operator's name.");
    }
    return new SessionList(
        sessions.list(username == null ? caller.subject() : username).stream()
            .filter(session -> username != null || isOwn(caller, session.username()))
            .map(session -> Item.of(session, caller))
            .toList());
  }

  /** What is another's is not there, except for administrators of the platform. */
  @DeleteMapping("/{sessionId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(VerifiedToken caller, @PathVariable String sessionId) {
    String username = sessions.username(sessionId).orElse(null);
    boolean allowed =
        username != null && (isOwn(caller, username) || caller.has(Scopes.PLATFORM_ADMIN));
    if (!allowed || !sessions.end(caller.subject(), sessionId)) {
      throw new ProblemException(
          ProblemCode.SESSION_NOT_FOUND, "There is no session with this id.");
    }
  }

  /** A device may have the same name as an operator, but no session. */
  private static boolean isOwn(VerifiedToken caller, String username) {
    return caller.origin().session() != null && caller.subject().equals(username);
  }
}
