package io.sensorplatform.stream.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.consume.SourcePartition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that can never be stored, and why.
 *
 * @param reading what its bytes say; null if they are not a reading
 */
record DeadLetter(
    SourcePartition partition,
    ConsumerRecord<byte[], byte[]> record,
    @Nullable Reading reading,
    Reason reason,
    String detail) {

  private static final int LONGEST_DETAIL = 1_000;
  private static final int LONGEST_TRACEPARENT = 128;

  enum Reason {
    /** The bytes are not a reading. */
    MALFORMED("malformed"),
    /** Observed longer ago than readings are kept. */
    OLDER_THAN_RETENTION("older-than-retention"),
    /** Observed further ahead than the table has room for. */
    OBSERVED_AT_OUT_OF_RANGE("observed-at-out-of-range"),
    /** PostgreSQL cannot hold the value (SQLSTATE class 22). */
    REFUSED_DATA("refused-data"),
    /** A constraint forbids the value (SQLSTATE class 23). */
    REFUSED_CONSTRAINT("refused-constraint");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  DeadLetter {
    // PostgreSQL's text has no NUL; a dead letter must never fail for what is written about it.
    var text = detail.replace('\0', '?');
    detail = text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) : text;
  }

  /** As it came, if it is short printable ASCII. */
  @Nullable String traceparent() {
    var header = record.headers().lastHeader(Topics.TRACEPARENT);
    if (header == null || header.value() == null || header.value().length > LONGEST_TRACEPARENT) {
      return null;
    }
    for (byte b : header.value()) {
      if (b < ' ' || b == 0x7f) {
        return null;
      }
    }
    return new String(header.value(), ISO_8859_1);
  }
}
