package io.sensorplatform.auth.revocation;

import io.sensorplatform.auth.AuthSettings;
import io.sensorplatform.defaults.token.TokenSettings;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes down what was revoked, in the transaction that revokes it. A row is of use until the last
 * token from before has expired.
 */
@Component
public final class Revocations {

  private final JdbcClient jdbc;
  private final Clock clock;
  private final AuthSettings settings;
  private final TokenSettings tokens;

  Revocations(JdbcClient jdbc, Clock clock, AuthSettings settings, TokenSettings tokens) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.settings = settings;
    this.tokens = tokens;
  }

  /** What a token can stand for. */
  public enum Kind {
    DEVICE,
    KEY,
    OPERATOR
  }

  public void add(Kind kind, String id) {
    Instant now = clock.instant();
    // A verifier's clock may be behind by the skew that it allows for.
    Instant until = now.plus(settings.tokenLifetime()).plus(tokens.clockSkew());
    jdbc.sql("delete from revocation where until < ?").param(Timestamp.from(now)).update();
    jdbc.sql("insert into revocation (kind, id, revoked_at, until) values (?, ?, ?, ?)")
        .params(
            kind.name().toLowerCase(Locale.ROOT), id, Timestamp.from(now), Timestamp.from(until))
        .update();
  }
}
