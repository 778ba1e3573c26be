package io.sensorplatform.auth.revocation;

import io.sensorplatform.auth.AuthSettings;
import io.sensorplatform.defaults.revocation.Revocation;
import io.sensorplatform.defaults.revocation.Revocation.Kind;
import io.sensorplatform.defaults.revocation.RevokedTokens;
import io.sensorplatform.defaults.token.TokenSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes note of what is revoked, in the transaction that revokes it: neither is there without the
 * other. Once that is committed this process refuses such tokens itself, and the relay tells all
 * others; nobody waits for it.
 */
@Component
public final class Revocations {

  /** A token whose device was looked up just before is signed just after. */
  private static final Duration IN_THE_MAKING = Duration.ofSeconds(30);

  /**
   * Who stole a signing key makes tokens that never expire, and verifiers that cannot ask for keys
   * go on with those that they know.
   */
  private static final Duration SIGNING_KEY = Duration.ofDays(30);

  private final RevocationOutbox outbox;
  private final RevocationRelay relay;
  private final RevokedTokens revoked;
  private final Clock clock;
  private final Duration longest;
  private final Duration longestOfSigningKey;

  Revocations(
      RevocationOutbox outbox,
      RevocationRelay relay,
      RevokedTokens revoked,
      Clock clock,
      AuthSettings settings,
      TokenSettings tokens) {
    this.outbox = outbox;
    this.relay = relay;
    this.revoked = revoked;
    this.clock = clock;
    // A verifier accepts a token for the skew longer.
    this.longest = settings.tokenLifetime().plus(tokens.clockSkew()).plus(IN_THE_MAKING);
    this.longestOfSigningKey = SIGNING_KEY.plus(tokens.keysOutage()).plus(tokens.keysTtl());
  }

  /** Ends the tokens that were got with this API key, for good. */
  public void ofKey(String keyId) {
    add(Kind.KEY, keyId, null, longest);
  }

  /** Ends all tokens of a device that is gone. */
  public void ofDevice(String clientId) {
    add(Kind.DEVICE, clientId, null, longest);
  }

  /**
   * Ends the tokens that speak of a device as it was before.
   *
   * @param version that the device has from now on
   */
  public void ofDevice(String clientId, long version) {
    add(Kind.DEVICE, clientId, version, longest);
  }

  /**
   * Ends the tokens that speak of an operator as they were before.
   *
   * @param version that the operator has from now on
   */
  public void ofOperator(String username, long version) {
    add(Kind.OPERATOR, username, version, longest);
  }

  /** Ends the tokens of a sign-in, for good. */
  public void ofSession(String session) {
    add(Kind.SESSION, session, null, longest);
  }

  /** Ends every token that this key signed or will sign. */
  public void ofSigningKey(String kid) {
    add(Kind.SIGNING_KEY, kid, null, longestOfSigningKey);
  }

  /** Whether this key was withdrawn and whoever knows it is still to be told. */
  public boolean isWithdrawn(String kid) {
    return revoked.isRevoked(Kind.SIGNING_KEY, kid) || outbox.holds(Kind.SIGNING_KEY, kid);
  }

  private void add(Kind kind, String id, @Nullable Long below, Duration lasting) {
    Instant now = clock.instant();
    var revocation = new Revocation(kind, id, now, now.plus(lasting), below);
    outbox.add(revocation);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            revoked.add(revocation, now);
            relay.wake();
          }
        });
  }
}
