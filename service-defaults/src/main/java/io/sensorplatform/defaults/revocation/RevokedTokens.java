package io.sensorplatform.defaults.revocation;

import io.sensorplatform.defaults.revocation.Revocation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is revoked, as this process knows it. To be asked for every use of a token: whoever keeps
 * tokens remembers {@link #changes} from before it last asked, and needs not ask again until that
 * number is another.
 *
 * <p>Holds so many and no more. Beyond that the oldest go, and in their place every token is
 * refused that was issued before the last of them: who holds one gets a new one.
 */
public final class RevokedTokens {

  /** Of clocks of those who issue, and of tokens in the making while something was revoked. */
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private final int max;
  private final ConcurrentHashMap<Thing, Revocation> held = new ConcurrentHashMap<>();
  private volatile long changes;
  private volatile Instant refusedBefore = Instant.MIN;
  private volatile boolean trusted = true;

  private record Thing(Kind kind, String id) {}

  public RevokedTokens(RevocationSettings settings) {
    this.max = settings.maxHeld();
  }

  /** Rises whenever a token that was good may no longer be. */
  public long changes() {
    return changes;
  }

  /** Whether this is all that was revoked, as far as one asks for certainty. */
  public boolean isTrusted() {
    return trusted;
  }

  void trust(boolean trusted) {
    this.trusted = trusted;
  }

  public boolean refuses(TokenOrigin token) {
    return token.issuedAt().isBefore(refusedBefore)
        || refuses(Kind.SIGNING_KEY, token.signingKey(), token)
        || (token.apiKey() != null && refuses(Kind.KEY, token.apiKey(), token))
        || (token.session() != null && refuses(Kind.SESSION, token.session(), token))
        // Operators alone have sessions; a token that tells neither was issued by an older version.
        || (token.session() == null && refuses(Kind.DEVICE, token.subject(), token))
        || (token.apiKey() == null && refuses(Kind.OPERATOR, token.subject(), token));
  }

  /** Whether all tokens of it are refused. */
  public boolean isRevoked(Kind kind, String id) {
    Revocation revocation = held.get(new Thing(kind, id));
    return revocation != null && revocation.below() == null;
  }

  private boolean refuses(Kind kind, String id, TokenOrigin token) {
    Revocation revocation = held.get(new Thing(kind, id));
    return revocation != null && revocation.refuses(token.generation());
  }

  /** Takes it into account from now on; false if it was known or is over. */
  public synchronized boolean add(Revocation revocation, Instant now) {
    if (!revocation.until().isAfter(now)) {
      return false;
    }
    var thing = new Thing(revocation.kind(), revocation.id());
    Revocation known = held.get(thing);
    Revocation both = known == null ? revocation : known.and(revocation);
    if (both.equals(known)) {
      return false;
    }
    held.put(thing, both);
    if (held.size() > max) {
      makeRoom();
    }
    // After what it announces, or somebody could ask in between and never again.
    changes++;
    return true;
  }

  /** Forgets what is over. */
  synchronized void expire(Instant now) {
    held.values().removeIf(revocation -> !revocation.until().isAfter(now));
  }

  int size() {
    return held.size();
  }

  /** Whether more was revoked than is held one by one. */
  boolean isOverflown() {
    return !refusedBefore.equals(Instant.MIN);
  }

  /**
   * A tenth at once, as to find the oldest is work. Never signing keys: who stole one makes tokens
   * of any time.
   */
  private void makeRoom() {
    List<Revocation> oldest =
        held.values().stream()
            .filter(revocation -> revocation.kind() != Kind.SIGNING_KEY)
            .sorted(Comparator.comparing(Revocation::revokedAt))
            .limit(Math.max(1, max / 10))
            .toList();
    if (oldest.isEmpty()) {
      return;
    }
    Instant floor = oldest.getLast().revokedAt().plus(MARGIN);
    if (floor.isAfter(refusedBefore)) {
      refusedBefore = floor;
    }
    oldest.forEach(revocation -> held.remove(new Thing(revocation.kind(), revocation.id())));
  }
}
