package io.sensorplatform.stream.ledger;

import io.sensorplatform.stream.ledger.LedgerAnswer.Hour;
import io.sensorplatform.stream.ledger.LedgerAnswer.Offsets;
import io.sensorplatform.stream.ledger.LedgerAnswer.Partition;
import io.sensorplatform.stream.ledger.LedgerAnswer.Totals;
import io.sensorplatform.stream.ledger.LedgerTables.Fates;
import io.sensorplatform.stream.ledger.LedgerTables.Ingest;
import io.sensorplatform.stream.ledger.LedgerTables.Letters;
import io.sensorplatform.stream.ledger.LedgerTables.Place;
import io.sensorplatform.stream.ledger.LedgerTables.Position;
import io.sensorplatform.stream.ledger.LedgerTables.Snapshot;
import io.sensorplatform.stream.log.Account;
import io.sensorplatform.stream.log.LogEnds.Ends;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the database, the log and the sensor-services tell, held against each other. The database
 * was asked before the log: what moves meanwhile can only be on the log twice, never nowhere.
 */
record Balance(LedgerRequest request, Snapshot store, Ends ends, Tail tail) {

  LedgerAnswer answer(Instant at) {
    var partitions = partitions();
    var hours = hours();
    return new LedgerAnswer(
        at.toString(),
        request.from().toString(),
        request.to().toString(),
        request.tenant(),
        ends.fresh() ? "available" : "unavailable",
        totals(partitions, hours),
        partitions,
        hours);
  }

  private List<Partition> partitions() {
    var places = new HashSet<>(tail.onKafka().keySet());
    places.addAll(store.positions().keySet());
    return places.stream()
        .sorted(Comparator.comparing(Place::topicId).thenComparing(Place::partition))
        .map(this::partition)
        .filter(partition -> request.tenant() == null || partition.produced() > 0)
        .toList();
  }

  private Partition partition(Place place) {
    var position = store.positions().getOrDefault(place, new Position(ends.topic(), 0, 0, 0, 0, 0));
    var fates = store.partitions().getOrDefault(place, Fates.NONE);
    var letters = store.letters();
    var archived = store.archived();
    long onKafka = tail.on(place, request.tenant());
    long passed = position.next() - position.first() - position.empty() + position.reused();
    return new Partition(
        position.topic(),
        place.topicId().toString(),
        place.partition(),
        request.tenant() != null ? null : offsets(place, position, passed - fates.all()),
        (request.tenant() == null ? passed : fates.all()) + onKafka,
        fates.stored(),
        fates.replaced(),
        fates.deadLettered(),
        letters == null ? null : letters.getOrDefault(place, Letters.NONE).replayed(),
        letters == null ? null : letters.getOrDefault(place, Letters.NONE).discarded(),
        archived == null ? null : archived.getOrDefault(place, 0L),
        onKafka);
  }

  private Offsets offsets(Place place, Position position, long difference) {
    return new Offsets(
        position.first(),
        position.next(),
        place.topicId().equals(ends.topicId()) ? ends.next().get(place.partition()) : null,
        position.lost(),
        position.empty(),
        position.reused(),
        difference);
  }

  private List<Hour> hours() {
    var onKafka = tail.byAccount();
    var accounts = new HashSet<>(store.hours().keySet());
    if (store.ingestHours() != null) {
      accounts.addAll(store.ingestHours().keySet());
    }
    onKafka.keySet().stream().filter(this::isAskedFor).forEach(accounts::add);
    return accounts.stream()
        .sorted(Comparator.comparing(Account::hour).reversed().thenComparing(Account::tenant))
        .map(account -> hour(account, onKafka.getOrDefault(account, 0L)))
        .toList();
  }

  private boolean isAskedFor(Account account) {
    return (request.tenant() == null || request.tenant().equals(account.tenant()))
        && account.hour() >= request.from().getEpochSecond()
        && account.hour() < request.to().getEpochSecond();
  }

  private Hour hour(Account account, long onKafka) {
    var fates = store.hours().getOrDefault(account, Fates.NONE);
    var ingest = of(store.ingestHours(), account, Ingest.NONE);
    long inFlight = onKafka + (ingest == null ? 0 : ingest.waiting());
    long accepted = fates.all() + inFlight;
    boolean sure = ends.fresh() && tail.unattributed() == 0;
    return new Hour(
        account.tenant(),
        Instant.ofEpochSecond(account.hour()).toString(),
        accepted,
        ingest == null ? null : ingest.acknowledged(),
        ingest == null ? null : ingest.spooled(),
        ingest == null ? null : ingest.waiting(),
        fates.all() + onKafka,
        fates.stored(),
        fates.replaced(),
        fates.deadLettered(),
        of(store.archivedHours(), account, 0L),
        onKafka,
        inFlight,
        ingest != null && sure ? Math.max(ingest.acknowledged() - accepted, 0) : null);
  }

  private Totals totals(List<Partition> partitions, List<Hour> hours) {
    var ingest = store.ingest();
    long onKafka = sum(partitions, Partition::onKafka);
    long produced = sum(partitions, Partition::produced);
    long waiting = ingest == null ? 0 : ingest.waiting();
    return new Totals(
        produced + waiting,
        ingest == null ? null : ingest.acknowledged(),
        ingest == null ? null : ingest.spooled(),
        ingest == null ? null : ingest.waiting(),
        produced,
        sum(partitions, Partition::stored),
        sum(partitions, Partition::replaced),
        sum(partitions, Partition::deadLettered),
        sumKnown(partitions, Partition::replayed),
        sumKnown(partitions, Partition::discarded),
        sumKnown(partitions, Partition::archived),
        onKafka,
        onKafka + waiting,
        tail.unattributed(),
        sum(partitions, partition -> partition.offsets() == null ? 0 : partition.offsets().lost()),
        difference(partitions, hours));
  }

  private @Nullable Long difference(List<Partition> partitions, List<Hour> hours) {
    var ofHours = sumKnown(hours, Hour::difference);
    if (request.tenant() != null) {
      return ofHours;
    }
    long ofPartitions =
        sum(
            partitions,
            partition ->
                partition.offsets() == null ? 0 : Math.abs(partition.offsets().difference()));
    return ofPartitions + (ofHours == null ? 0 : ofHours);
  }

  private static <T> @Nullable T of(@Nullable Map<Account, T> hours, Account account, T none) {
    return hours == null ? null : hours.getOrDefault(account, none);
  }

  private static <T> long sum(List<T> of, ToLongFunction<T> count) {
    return of.stream().mapToLong(count).sum();
  }

  /** Null if one is not known. */
  private static <T> @Nullable Long sumKnown(List<T> of, Function<T, @Nullable Long> count) {
    long sum = 0;
    for (var one : of) {
      var known = count.apply(one);
      if (known == null) {
        return null;
      }
      sum += known;
    }
    return sum;
  }
}
