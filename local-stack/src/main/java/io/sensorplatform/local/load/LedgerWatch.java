package io.sensorplatform.local.load;

import io.sensorplatform.local.access.Access;
import io.sensorplatform.local.access.AccessException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What {@code GET /v1/ledger} tells of the tenant whose devices the load tests are. */
final class LedgerWatch {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Access access;
  private final Clock clock;

  /**
   * What the platform holds of the tenant.
   *
   * @param acknowledged told 202, repeats included
   * @param processed stored, replaced or dead-lettered
   * @param archived null if nobody can tell now
   * @param difference null if nobody can tell now
   */
  record Book(
      long acknowledged,
      long processed,
      long stored,
      long replaced,
      long deadLettered,
      @Nullable Long archived,
      long inFlight,
      @Nullable Long difference) {

    boolean isSettled() {
      return inFlight == 0 && archived != null && archived >= processed && difference != null;
    }
  }

  LedgerWatch(Access access, Clock clock) {
    this.access = access;
    this.clock = clock;
  }

  Book now() {
    JsonNode totals = access.get("/v1/ledger?tenant=" + Target.TENANT).path("totals");
    long stored = totals.path("stored").asLong();
    long replaced = totals.path("replaced").asLong();
    long deadLettered = totals.path("deadLettered").asLong();
    return new Book(
        totals.path("acknowledged").asLong(0),
        stored + replaced + deadLettered,
        stored,
        replaced,
        deadLettered,
        known(totals.path("archived")),
        totals.path("inFlight").asLong(),
        known(totals.path("difference")));
  }

  /**
   * Waits until nothing is on its way any more and everything is archived; the last that was told,
   * settled or not.
   *
   * @param least acknowledged readings that the ledger has to know of
   */
  Book settled(long least, Duration patience) throws InterruptedException {
    Instant end = clock.instant().plus(patience);
    while (true) {
      @Nullable AccessException trouble = null;
      try {
        Book book = now();
        // The sensor-services tell what they acknowledged with a delay.
        boolean isWhole = book.isSettled() && book.acknowledged >= least;
        if (isWhole || clock.instant().isAfter(end)) {
          return book;
        }
      } catch (AccessException e) {
        trouble = e;
      }
      if (trouble != null && clock.instant().isAfter(end)) {
        throw trouble;
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static @Nullable Long known(JsonNode number) {
    return number.isNumber() ? number.asLong() : null;
  }
}
