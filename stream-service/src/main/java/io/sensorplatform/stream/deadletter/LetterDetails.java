package io.sensorplatform.stream.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a letter.
 *
 * @param reading what a replay would send; left out if the bytes are no reading
 * @param original the reading as it came, if an operator has changed it
 * @param recordedAt the Kafka record's timestamp
 * @param key the record's key, in which bytes that are not UTF-8 are shown as U+FFFD
 * @param payload the record's bytes; left out if it had none
 * @param laterId the letter that the replay of this one ended in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LetterDetails(
    @JsonUnwrapped LetterItem letter,
    @Nullable ReadingText reading,
    @Nullable ReadingText original,
    @Nullable String recordedAt,
    @Nullable String key,
    @Nullable Bytes payload,
    @Nullable String traceparent,
    @Nullable Long laterId,
    List<Change> history) {

  private static final int MOST_HEX = 4_096;

  /**
   * @param length how many there are
   * @param hex the first 4,096 of them
   */
  record Bytes(int length, String base64, String hex) {

    static @Nullable Bytes of(byte @Nullable [] bytes) {
      return bytes == null
          ? null
          : new Bytes(
              bytes.length,
              Base64.getEncoder().encodeToString(bytes),
              HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, MOST_HEX))));
    }
  }

  /**
   * @param topic where the replayed reading stands now
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Change(
      String at,
      String subject,
      String tenant,
      String action,
      @Nullable String reason,
      @JsonRawValue @Nullable String before,
      @JsonRawValue @Nullable String after,
      @Nullable Long replayId,
      @Nullable String topic,
      @Nullable Integer partition,
      @Nullable Long offset) {}

  static LetterDetails of(Letter letter, @Nullable Long laterId, List<Change> history) {
    return new LetterDetails(
        LetterItem.of(letter),
        ReadingText.of(letter.reading()),
        letter.edited() == null ? null : ReadingText.of(letter.original()),
        letter.recordedAt() == null ? null : Times.format(letter.recordedAt()),
        letter.key() == null ? null : new String(letter.key(), UTF_8),
        Bytes.of(letter.payload()),
        letter.traceparent(),
        laterId,
        history);
  }
}
