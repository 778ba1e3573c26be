package io.sensorplatform.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.reading.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {

  @Test
  void ofEqualKeysTheLastInLogOrderStays() {
    var rows = List.of(row(2, 10, 1), row(1, 20, 2), row(2, 10, 3), row(1, 10, 4), row(2, 10, 5));
    assertThat(Row.lastOfEachKey(rows))
        .extracting(row -> row.reading.value())
        .containsExactly(4.0, 2.0, 5.0);
  }

  @Test
  void anEmptyBatchStaysEmpty() {
    assertThat(Row.lastOfEachKey(List.of())).isEmpty();
  }

  @SuppressWarnings("NullAway")
  private static Row row(int series, long observedAt, double value) {
    var row = new Row(new Reading("t", "s", observedAt, value, null, 0, 0), null, null);
    row.seriesKey = series;
    return row;
  }
}
