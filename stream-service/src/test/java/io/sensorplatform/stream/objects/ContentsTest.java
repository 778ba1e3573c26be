package io.sensorplatform.stream.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sensorplatform.stream.consume.SourcePartition;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentsTest {

  private final UUID topicId = UUID.randomUUID();
  private final SourcePartition partition = new SourcePartition("sensor.readings", topicId, 3);

  @Test
  void tellsWhatTheObjectHolds() {
    assertThat(new Contents(partition, 10, 19, 9, 1, 1, 1_000_000).metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "topic", "sensor.readings",
                "topic-id", topicId.toString(),
                "partition", "3",
                "start-offset", "10",
                "end-offset", "19",
                "count", "9",
                "undecodable", "1",
                "min-observed-at", "1970-01-01T00:00:00.000001Z",
                "max-observed-at", "1970-01-01T00:00:01Z",
                "schema-version", "1"));
  }

  @Test
  void withoutRowsThereAreNoInstants() {
    assertThat(new Contents(partition, 10, 19, 0, 10, Long.MAX_VALUE, Long.MIN_VALUE).metadata())
        .doesNotContainKeys("min-observed-at", "max-observed-at");
  }

  @Test
  void readsItselfBack() {
    for (var contents :
        new Contents[] {
          new Contents(partition, 10, 19, 9, 1, -1, 1_700_000_000_123_456L),
          new Contents(partition, 10, 19, 0, 10, Long.MAX_VALUE, Long.MIN_VALUE)
        }) {
      assertThat(Contents.parse(contents.metadata())).isEqualTo(contents);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "end-offset, 9",
    "end-offset,",
    "end-offset, x",
    "topic-id, x",
    "partition,",
    "topic,",
    "count, -1",
    "count, 11",
    "min-observed-at, yesterday"
  })
  void refusesMetadataThatAreNotAnObjects(String word, @Nullable String value) {
    var metadata = new HashMap<>(new Contents(partition, 10, 19, 9, 1, 1, 1).metadata());
    if (value == null) {
      metadata.remove(word);
    } else {
      metadata.put(word, value);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Contents.parse(metadata));
  }
}
