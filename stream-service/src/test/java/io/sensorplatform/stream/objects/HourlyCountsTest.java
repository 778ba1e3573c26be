package io.sensorplatform.stream.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sensorplatform.stream.objects.HourlyCounts.Entry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HourlyCountsTest {

  private static final long HOUR = TimeUnit.HOURS.toMicros(1);

  @Test
  void readingsAreCountedByTenantAndHourOfReceipt() {
    var counter = new HourlyCounter();
    counter.add("b", 7 * HOUR);
    counter.add("a", 7 * HOUR);
    counter.add("a", 8 * HOUR - 1);
    counter.add("b", 8 * HOUR - 1);
    counter.add("a", 8 * HOUR);
    counter.add("a", -1);
    assertThat(counter.counts().orElseThrow().entries())
        .containsExactly(
            new Entry("a", -1, 1),
            new Entry("a", 7, 2),
            new Entry("a", 8, 1),
            new Entry("b", 7, 2));
  }

  @Test
  void countsSurviveTheFooter() {
    var counter = new HourlyCounter();
    counter.add("plant \"one\"", 494_362 * HOUR);
    counter.add("plant \"one\"", 494_363 * HOUR);
    counter.add("two", 494_363 * HOUR);
    var counts = counter.counts().orElseThrow();
    assertThat(counts.json())
        .isEqualTo("{\"plant \\\"one\\\"\":{\"494362\":1,\"494363\":1},\"two\":{\"494363\":1}}");
    assertThat(HourlyCounts.parse(counts.json())).isEqualTo(counts);
    assertThat(counts.readings()).isEqualTo(3);
  }

  @Test
  void anObjectOfNoRowsHasNoCounts() {
    assertThat(HourlyCounts.parse(new HourlyCounter().counts().orElseThrow().json()).entries())
        .isEmpty();
  }

  @Test
  void tooManyPairsAreGivenUpInsteadOfGrowing() {
    var counter = new HourlyCounter(3);
    for (int tenant = 0; tenant < 3; tenant++) {
      counter.add("t" + tenant, 0);
    }
    assertThat(counter.counts()).isPresent();
    counter.add("t3", 0);
    counter.add("t0", 0);
    assertThat(counter.counts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"a\":1}", "{\"a\":{\"x\":1}}", "{\"a\":{\"1\":null}}", "{"})
  void whatIsNotCountsIsRefused(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> HourlyCounts.parse(json));
  }
}
