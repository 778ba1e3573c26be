package io.sensorplatform.stream.log;

import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a record counts in the ledger: by tenant, and by the hour of its reading's receipt; what is
 * no sane time counts at 1970.
 *
 * @param tenant empty if the record's bytes do not tell
 * @param hour its first second, since 1970
 */
public record Account(String tenant, long hour) {

  private static final long HOUR_SECONDS = TimeUnit.HOURS.toSeconds(1);
  private static final long END_SECONDS = Instant.parse("2200-01-01T00:00:00Z").getEpochSecond();

  public static Account of(Reading reading) {
    return new Account(
        reading.tenant(), hourOf(TimeUnit.MICROSECONDS.toSeconds(reading.receivedAtMicros())));
  }

  /** Of a record whose bytes are not a reading: by the record's own time. */
  public static Account ofUndecodable(ConsumerRecord<?, ?> record) {
    return new Account("", hourOf(TimeUnit.MILLISECONDS.toSeconds(record.timestamp())));
  }

  public static Account of(ConsumerRecord<byte[], byte[]> record) {
    try {
      return of(ReadingCodec.decode(record.value()));
    } catch (MalformedReadingException e) {
      return ofUndecodable(record);
    }
  }

  /** Whether this is {@code of(reading)}, without making one. */
  public boolean isOf(Reading reading) {
    long seconds = TimeUnit.MICROSECONDS.toSeconds(reading.receivedAtMicros());
    return hourOf(seconds) == hour && tenant.equals(reading.tenant());
  }

  private static long hourOf(long seconds) {
    return seconds < 0 || seconds >= END_SECONDS ? 0 : seconds - seconds % HOUR_SECONDS;
  }
}
