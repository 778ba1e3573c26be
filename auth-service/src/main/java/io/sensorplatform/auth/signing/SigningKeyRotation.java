package io.sensorplatform.auth.signing;

import io.sensorplatform.auth.AuthSettings;
import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.store.StoreOutage;
import io.sensorplatform.defaults.token.TokenSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Replaces signing keys without a token refused: the next key is published before it signs, so that
 * every verifier knows it by then, and the one before verifies until its last token has expired.
 * Whichever instance comes first takes a step; the others see it with their next look.
 */
@Component
class SigningKeyRotation {

  private static final Logger log = LoggerFactory.getLogger(SigningKeyRotation.class);

  private final SigningKeyStore store;
  private final SigningKeys keys;
  private final SigningKeyWithdrawal withdrawal;
  private final AuditLog audit;
  private final Clock clock;
  private final SigningSettings settings;
  private final Duration verifiesOn;
  private final TransactionTemplate transaction;

  SigningKeyRotation(
      SigningKeyStore store,
      SigningKeys keys,
      SigningKeyWithdrawal withdrawal,
      AuditLog audit,
      Clock clock,
      SigningSettings settings,
      AuthSettings auth,
      TokenSettings tokens,
      PlatformTransactionManager transactions) {
    this.store = store;
    this.keys = keys;
    this.withdrawal = withdrawal;
    this.audit = audit;
    this.clock = clock;
    this.settings = settings;
    // Other instances sign with the old key until they look again.
    this.verifiesOn =
        auth.tokenLifetime()
            .plus(settings.refreshInterval().multipliedBy(2))
            .plus(tokens.clockSkew());
    this.transaction = new TransactionTemplate(transactions);
  }

  @Scheduled(
      fixedDelayString = "${platform.auth.signing.refresh-interval:10s}",
      initialDelayString = "${platform.auth.signing.refresh-interval:10s}")
  void look() {
    try {
      withdrawal.withdrawAgain();
      transaction.executeWithoutResult(status -> step());
      keys.refresh();
    } catch (NestedRuntimeException e) {
      if (!StoreOutage.is(e)) {
        throw e;
      }
      log.warn("Could not look which key signs; signing with the known one");
    }
  }

  /** Publishes the next key now, unless there is one; it signs as soon as everybody knows it. */
  List<SigningKeyStore.Listed> begin(String caller) {
    List<SigningKeyStore.Listed> all =
        transaction.execute(status -> {
          store.lock();
          if (find(SigningKeyStore.State.NEXT).isEmpty()) {
            publish(caller, clock.instant());
          }
          return store.list();
        });
    keys.refresh();
    return all;
  }

  private void step() {
    store.lock();
    Instant now = clock.instant();
    Optional<SigningKeyStore.Listed> next = find(SigningKeyStore.State.NEXT);
    Optional<SigningKeyStore.Listed> active = find(SigningKeyStore.State.ACTIVE);
    if (next.isPresent() && !now.isBefore(next.get().signsFrom())) {
      store.activate(next.get().kid(), now, now.plus(verifiesOn));
      note(Act.PLATFORM, "signing-key.activate", next.get().kid());
    } else if (next.isEmpty() && active.isPresent() && isDue(active.get(), now)) {
      publish(Act.PLATFORM, now);
    }
    for (SigningKeyStore.Listed key : store.list()) {
      if (key.verifiesUntil() != null && key.verifiesUntil().isBefore(now)) {
        store.delete(key.kid());
        note(Act.PLATFORM, "signing-key.delete", key.kid());
      }
    }
  }

  private boolean isDue(SigningKeyStore.Listed active, Instant now) {
    Instant end = active.signsFrom().plus(settings.lifetime());
    return !now.isBefore(end.minus(settings.publishAhead()));
  }

  private void publish(String caller, Instant now) {
    var fresh = SigningKeyStore.generate();
    store.addNext(fresh, now, now.plus(settings.publishAhead()));
    note(caller, "signing-key.publish", fresh.getKeyID());
  }

  private Optional<SigningKeyStore.Listed> find(SigningKeyStore.State state) {
    return store.list().stream().filter(key -> key.state() == state).findFirst();
  }

  private void note(String who, String what, String kid) {
    audit.write(Act.done(who, what, kid, null, null));
    log.info("{} of {} by {}", what, kid, who);
  }
}
