package io.sensorplatform.stream.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.stream.consume.SourcePartition;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {

  private static final String TOPIC = "sensor.readings";

  private final SourcePartition partition = new SourcePartition(TOPIC, UUID.randomUUID(), 7);

  @Test
  void namesTopicPartitionAndStartOffset() {
    assertThat(ObjectKey.of(partition, 1_234_567))
        .isEqualTo("readings/v1/topic=sensor.readings/partition=7/00000000000001234567.parquet");
  }

  @Test
  void namesSortAsOffsetsDoAndRightBehindTheirListingStart() {
    assertThat(ObjectKey.of(partition, 99)).isLessThan(ObjectKey.of(partition, 100));
    assertThat(ObjectKey.before(TOPIC, 7, 100))
        .isLessThan(ObjectKey.of(partition, 100))
        .isGreaterThan(ObjectKey.of(partition, 99));
    assertThat(ObjectKey.of(partition, Long.MAX_VALUE)).endsWith("/09223372036854775807.parquet");
  }

  @Test
  void readsTheStartOffsetBack() {
    assertThat(ObjectKey.startOffset(TOPIC, 7, ObjectKey.of(partition, Long.MAX_VALUE)))
        .hasValue(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "readings/v1/topic=sensor.readings/partition=7/readme.txt",
        "readings/v1/topic=sensor.readings/partition=7/1.parquet",
        "readings/v1/topic=sensor.readings/partition=7/99999999999999999999.parquet",
        "readings/v1/topic=sensor.readings/partition=7/old/00000000000000000001.parquet",
        "readings/v1/topic=sensor.readings/partition=70/00000000000000000001.parquet",
      })
  void leavesWhatItDidNotNameAlone(String key) {
    assertThat(ObjectKey.startOffset(TOPIC, 7, key)).isEmpty();
  }
}
