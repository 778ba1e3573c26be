package io.sensorplatform.stream.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.stream.consume.SourcePartition;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ArchiveNewsTest {

  private final SourcePartition partition =
      new SourcePartition("sensor.readings", UUID.randomUUID(), 3);

  @Test
  void whatFindsNoPlaceIsNotedAsMissedFromItsFirstOffset() throws Exception {
    var news = new ArchiveNews(2);
    for (int object = 0; object < 5; object++) {
      news.made(object(object * 10));
    }
    assertThat(news.pending()).isEqualTo(2);
    assertThat(news.poll(0).orElseThrow().contents().startOffset()).isZero();
    assertThat(news.takeMissed()).isEqualTo(Map.of(partition, 20L));
    assertThat(news.takeMissed()).isEmpty();
  }

  private ArchivedObject object(long start) {
    return new ArchivedObject(
        new Contents(partition, start, start + 9, 10, 0, 1, 1), Optional.empty(), 1, Instant.EPOCH);
  }
}
