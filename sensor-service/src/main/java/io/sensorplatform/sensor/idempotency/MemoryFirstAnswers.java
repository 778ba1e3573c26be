package io.sensorplatform.sensor.idempotency;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * First answers in this process: gone with it, and unknown to others. Bounded: when the room is
 * used up, the oldest answers of the tenant that takes most of it go first, so that no tenant costs
 * another one its own. A cache that keeps what is used often would be wrong here: the newest are
 * the ones that are asked for again.
 */
final class MemoryFirstAnswers implements FirstAnswers {

  /** Of an entry besides its characters: objects, and its place in the map. */
  private static final int ENTRY_BYTES = 240;

  private static final class Entry {
    final Fingerprint fingerprint;
    final long bytes;
    final long untilMillis;
    byte @Nullable [] answer;

    Entry(Fingerprint fingerprint, long bytes, long untilMillis, byte @Nullable [] answer) {
      this.fingerprint = fingerprint;
      this.bytes = bytes;
      this.untilMillis = untilMillis;
      this.answer = answer;
    }
  }

  private static final class Tenant {
    final Map<String, Entry> entries = new LinkedHashMap<>();
    long bytes;
  }

  private final Map<String, Tenant> tenants = new HashMap<>();
  private final Clock clock;
  private final long room;
  private final long keepMillis;
  private long bytes;
  private long evicted;

  MemoryFirstAnswers(Clock clock, long room, Duration keep) {
    this.clock = clock;
    this.room = room;
    this.keepMillis = keep.toMillis();
  }

  @Override
  public synchronized @Nullable Known claim(Key key, Fingerprint fingerprint) {
    var known = find(key);
    if (known == null) {
      put(key, fingerprint, null);
    }
    return known;
  }

  @Override
  public synchronized void answered(Key key, Fingerprint fingerprint, byte[] answer) {
    // Anew and last: 24 h, and the turn to go, count from the answer.
    release(key);
    put(key, fingerprint, answer);
  }

  @Override
  public synchronized void release(Key key) {
    var tenant = tenants.get(key.tenant());
    if (tenant != null) {
      forget(tenant, tenant.entries.remove(key.value()));
      if (tenant.entries.isEmpty()) {
        tenants.remove(key.tenant());
      }
    }
  }

  /** What is known of the key, without claiming it. */
  synchronized @Nullable Known find(Key key) {
    var tenant = tenants.get(key.tenant());
    if (tenant == null) {
      return null;
    }
    expire(tenant);
    var entry = tenant.entries.get(key.value());
    return entry == null ? null : new Known(entry.fingerprint, entry.answer);
  }

  synchronized long bytes() {
    return bytes;
  }

  /** Answers that went before their time, for want of room. */
  synchronized long evicted() {
    return evicted;
  }

  private void put(Key key, Fingerprint fingerprint, byte @Nullable [] answer) {
    var tenant = tenants.computeIfAbsent(key.tenant(), absent -> new Tenant());
    long size = ENTRY_BYTES + key.value().length() + (answer == null ? 0 : answer.length);
    tenant.entries.put(
        key.value(), new Entry(fingerprint, size, clock.millis() + keepMillis, answer));
    tenant.bytes += size;
    bytes += size;
    makeRoom();
  }

  private void makeRoom() {
    while (bytes > room) {
      var largest = tenants.values().stream().max(Comparator.comparingLong(tenant -> tenant.bytes));
      // A little more than needed, so that the largest is not looked for each time.
      if (largest.isEmpty() || !evict(largest.get(), room / 64)) {
        return;
      }
      tenants.values().removeIf(tenant -> tenant.entries.isEmpty());
    }
  }

  /** False if nothing of the tenant can go: requests under way hold their keys. */
  private boolean evict(Tenant tenant, long atLeast) {
    long before = tenant.bytes;
    Iterator<Entry> oldest = tenant.entries.values().iterator();
    while (oldest.hasNext() && before - tenant.bytes <= atLeast) {
      var entry = oldest.next();
      if (entry.answer != null) {
        oldest.remove();
        forget(tenant, entry);
        evicted++;
      }
    }
    return tenant.bytes < before;
  }

  private void expire(Tenant tenant) {
    long now = clock.millis();
    Iterator<Entry> oldest = tenant.entries.values().iterator();
    while (oldest.hasNext()) {
      var entry = oldest.next();
      if (entry.untilMillis > now) {
        return;
      }
      oldest.remove();
      forget(tenant, entry);
    }
  }

  private void forget(Tenant tenant, @Nullable Entry entry) {
    if (entry != null) {
      tenant.bytes -= entry.bytes;
      bytes -= entry.bytes;
    }
  }
}
