package io.sensorplatform.stream.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sensorplatform.stream.consume.SourcePartition;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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
  void readsItsOwnRangeBack() {
    assertThat(Contents.range(new Contents(partition, 10, 19, 9, 1, 1, 1).metadata()))
        .isEqualTo(new Contents.Range(topicId, 10, 19));
  }

  @Test
  void refusesMetadataThatTellNoRange() {
    var metadata = new HashMap<>(new Contents(partition, 10, 19, 9, 1, 1, 1).metadata());
    metadata.put("end-offset", "9");
    assertThatIllegalArgumentException().isThrownBy(() -> Contents.range(metadata));
    metadata.remove("end-offset");
    assertThatIllegalArgumentException().isThrownBy(() -> Contents.range(metadata));
  }
}
