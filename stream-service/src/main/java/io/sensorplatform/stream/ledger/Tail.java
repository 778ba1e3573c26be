package io.sensorplatform.stream.ledger;

import io.sensorplatform.stream.ledger.LedgerTables.Place;
import io.sensorplatform.stream.log.Account;
import io.sensorplatform.stream.log.LogEnds.Ends;
import io.sensorplatform.stream.log.LogReader;
import io.sensorplatform.stream.log.LogReader.Span;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What stands on Kafka and was not yet processed by the writer.
 *
 * @param onKafka how many, by partition of the topic's present life
 * @param attributed of these, the ones that were read: whose they are
 */
record Tail(Map<Place, Long> onKafka, Map<Entry, Long> attributed) {

  record Entry(Place place, Account account) {}

  static Tail read(
      Ends ends,
      Map<Place, LedgerTables.Position> positions,
      LogReader log,
      long mostRecords,
      Duration budget) {
    var onKafka = new HashMap<Place, Long>();
    var attributed = new HashMap<Entry, Long>();
    var topicId = ends.topicId();
    if (topicId == null) {
      return new Tail(onKafka, attributed);
    }
    var spans = new HashMap<TopicPartition, Span>();
    ends.next()
        .forEach((partition, end) -> {
          var place = new Place(topicId, partition);
          var position = positions.get(place);
          long next = position == null ? 0 : position.next();
          onKafka.put(place, Math.max(end - next, 0));
          if (end > next) {
            spans.put(new TopicPartition(ends.topic(), partition), new Span(next, end));
          }
        });
    if (ends.fresh() && !spans.isEmpty() && mostRecords > 0) {
      log.read(
          spans,
          mostRecords,
          budget,
          record -> {
            var place = new Place(topicId, record.partition());
            attributed.merge(new Entry(place, Account.of(record)), 1L, Long::sum);
            return true;
          });
    }
    return new Tail(onKafka, attributed);
  }

  long on(Place place) {
    return onKafka.getOrDefault(place, 0L);
  }

  /** Of a tenant, or of all if it is null. */
  long on(Place place, @Nullable String tenant) {
    return tenant == null
        ? on(place)
        : attributed.entrySet().stream()
            .filter(entry ->
                entry.getKey().place().equals(place)
                    && entry.getKey().account().tenant().equals(tenant))
            .mapToLong(Map.Entry::getValue)
            .sum();
  }

  long unattributed() {
    return sum(onKafka) - sum(attributed);
  }

  Map<Account, Long> byAccount() {
    var accounts = new HashMap<Account, Long>();
    attributed.forEach((entry, count) -> accounts.merge(entry.account(), count, Long::sum));
    return accounts;
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
