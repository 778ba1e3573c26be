package io.sensorplatform.auth.signing;

import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.revocation.Revocations;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a signing key away that somebody else may have: from now on it signs nothing, is published
 * no more, and every verifier refuses what it ever signed. Its private half is destroyed.
 */
@Component
class SigningKeyWithdrawal {

  private static final Logger log = LoggerFactory.getLogger(SigningKeyWithdrawal.class);

  private final SigningKeyStore store;
  private final SigningKeys keys;
  private final Revocations revocations;
  private final AuditLog audit;
  private final Clock clock;
  private final TransactionTemplate transaction;

  SigningKeyWithdrawal(
      SigningKeyStore store,
      SigningKeys keys,
      Revocations revocations,
      AuditLog audit,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.store = store;
    this.keys = keys;
    this.revocations = revocations;
    this.audit = audit;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * To withdraw a key again changes nothing.
   *
   * @throws ProblemException SIGNING_KEY_NOT_FOUND
   */
  List<SigningKeyStore.Listed> withdraw(String caller, String kid) {
    // Published before it signs, if only by moments: verifiers ask for a key that they do not know.
    if (transaction.execute(status -> publishSuccessor(caller, kid))) {
      keys.refresh();
    }
    List<SigningKeyStore.Listed> left =
        transaction.execute(status -> {
          store.lock();
          remove(caller, kid);
          return store.list();
        });
    keys.refresh();
    return left;
  }

  /**
   * What every verifier refuses signs nothing, whatever the database says: one that was restored
   * from a backup has withdrawn keys again. The active one comes last, so that no other such key
   * takes its place.
   */
  void withdrawAgain() {
    store.list().stream()
        .filter(key -> revocations.isWithdrawn(key.kid()))
        .sorted(Comparator.comparing(key -> key.state() == SigningKeyStore.State.ACTIVE))
        .forEach(key -> withdraw(Act.PLATFORM, key.kid()));
  }

  private boolean publishSuccessor(String caller, String kid) {
    store.lock();
    boolean needed = isActive(kid) && next().isEmpty();
    if (needed) {
      Instant now = clock.instant();
      var fresh = SigningKeyStore.generate();
      store.addNext(fresh, now, now);
      audit.write(
          Act.done(caller, "signing-key.publish", fresh.getKeyID(), null, "in place of " + kid));
    }
    return needed;
  }

  private void remove(String caller, String kid) {
    if (find(kid).isEmpty()) {
      if (revocations.isWithdrawn(kid)) {
        return;
      }
      throw new ProblemException(
          ProblemCode.SIGNING_KEY_NOT_FOUND, "There is no signing key with this id.");
    }
    if (isActive(kid)) {
      Instant now = clock.instant();
      String next = next().orElseThrow().kid();
      store.activate(next, now, now);
      audit.write(Act.done(caller, "signing-key.activate", next, null, "in place of " + kid));
    }
    store.delete(kid);
    revocations.ofSigningKey(kid);
    audit.write(Act.done(caller, "signing-key.revoke", kid, null, null));
    log.warn("{} withdrew the signing key {}: every token that it signed is refused", caller, kid);
  }

  private boolean isActive(String kid) {
    return find(kid).filter(key -> key.state() == SigningKeyStore.State.ACTIVE).isPresent();
  }

  private Optional<SigningKeyStore.Listed> find(String kid) {
    return store.list().stream().filter(key -> key.kid().equals(kid)).findFirst();
  }

  private Optional<SigningKeyStore.Listed> next() {
    return store.list().stream()
        .filter(key -> key.state() == SigningKeyStore.State.NEXT)
        .findFirst();
  }
}
