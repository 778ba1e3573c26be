package io.sensorplatform.auth.signing;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.sensorplatform.auth.store.StoreOutage;
import io.sensorplatform.defaults.revocation.Revocation;
import io.sensorplatform.defaults.revocation.RevokedTokens;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.stereotype.Component;

/**
 * The signing keys as this instance knows them; the first instance ever makes the first one. As a
 * source it gives the public halves only: those are published and verified with, while the private
 * half of the active key never leaves this package.
 */
@Component
final class SigningKeys implements JWKSource<SecurityContext> {

  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

  private final SigningKeyStore store;
  private final Clock clock;
  private final RevokedTokens revoked;
  private volatile Known known;

  SigningKeys(SigningKeyStore store, Clock clock, RevokedTokens revoked) {
    this.store = store;
    this.revoked = revoked;
    this.clock = clock;
    RSAKey active = store.active().orElseGet(this::createActive);
    this.known = new Known(active, new JWKSet(store.published(clock.instant())));
  }

  private record Known(RSAKey active, JWKSet published) {}

  /**
   * The key that signs, with its private half. One that another instance has withdrawn signs
   * nothing more as soon as this one was told, even if it cannot learn which one signs now.
   */
  RSAKey active() {
    if (isWithdrawn(known.active())) {
      refresh();
    }
    return known.active();
  }

  private boolean isWithdrawn(JWK key) {
    return revoked.isRevoked(Revocation.Kind.SIGNING_KEY, key.getKeyID());
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    List<JWK> keys = selector.select(known.published());
    if (keys.stream().anyMatch(this::isWithdrawn)) {
      tryRefresh();
      keys = selector.select(known.published());
    }
    return keys.stream().filter(key -> !isWithdrawn(key)).toList();
  }

  /** Looks what has changed; what was known before stays if the database does not answer. */
  void refresh() {
    RSAKey active = known.active();
    Optional<String> now = store.activeId();
    if (now.isPresent() && !now.get().equals(active.getKeyID())) {
      active = store.active().orElse(active);
      log.info("Signing with the key {} from now on", active.getKeyID());
    }
    known = new Known(active, new JWKSet(store.published(clock.instant())));
  }

  private void tryRefresh() {
    try {
      refresh();
    } catch (NestedRuntimeException e) {
      if (!StoreOutage.is(e)) {
        throw e;
      }
    }
  }

  private RSAKey createActive() {
    RSAKey fresh = SigningKeyStore.generate();
    if (store.addFirst(fresh, clock.instant())) {
      log.info("Created the signing key {}", fresh.getKeyID());
      return fresh;
    }
    return store.active().orElseThrow(() -> new IllegalStateException("no active signing key"));
  }
}
