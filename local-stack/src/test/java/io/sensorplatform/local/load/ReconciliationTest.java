package io.sensorplatform.local.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.load.Journal.Sensor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
  private static final long STARTED = 1_795_000_000_000L;
  private static final Sensor SENSOR = new Sensor(0, 7, 0);
  private static final Sensor UNSTAMPED = new Sensor(0, 7, LoadReading.UNSTAMPED);

  private final SentReadings sent = new SentReadings();
  private final Found found = new Found(STARTED);

  @BeforeEach
  void tenAreAcknowledged() {
    sent.add('A', SENSOR, 0, 10);
  }

  @Test
  void everyAcknowledgedReadingThereIsNoFault() {
    find(SENSOR, 0, 10);

    assertThat(faults(0)).isEmpty();
  }

  @Test
  void aLostReadingIsNamed() {
    find(SENSOR, 0, 4);
    find(SENSOR, 5, 10);

    assertThat(faults(0))
        .singleElement()
        .asString()
        .contains("1 acknowledged readings are not stored", "v7-0", "number 4");
  }

  @Test
  void aReadingWithoutAnAnswerMayBeThereOrNot() {
    sent.add('U', SENSOR, 10, 5);
    find(SENSOR, 0, 10);

    assertThat(faults(5)).isEmpty();

    find(SENSOR, 10, 15);

    assertThat(faults(5)).isEmpty();
  }

  @Test
  void whatWasSentAgainUntilItWasAcknowledgedCountsOnce() {
    sent.add('U', SENSOR, 10, 5);
    sent.add('A', SENSOR, 10, 5);
    sent.add('A', SENSOR, 10, 5);
    find(SENSOR, 0, 15);
    find(SENSOR, 10, 15);

    assertThat(sent.acknowledged()).isEqualTo(15);
    assertThat(found.distinct()).isEqualTo(15);
    assertThat(found.rows()).isEqualTo(20);
    assertThat(faults(0)).isEmpty();
  }

  @Test
  void aRefusedReadingMustNotBeThere() {
    sent.add('R', SENSOR, 10, 5);
    find(SENSOR, 0, 11);

    assertThat(sent.onlyRefused()).isEqualTo(5);
    assertThat(faults(0)).anyMatch(fault -> fault.contains("1 readings were refused"));
  }

  @Test
  void aReadingThatNobodySentIsAFault() {
    find(SENSOR, 0, 11);

    assertThat(faults(0))
        .singleElement()
        .asString()
        .contains("1 readings are stored beyond those acknowledged");
  }

  @Test
  void anotherValueIsAFault() {
    find(SENSOR, 0, 9);
    found.saw(SENSOR, LoadReading.observedAt(STARTED, 9) * 1000, -1);

    assertThat(faults(0)).singleElement().asString().contains("1 readings", "another value");
  }

  @Test
  void readingsWithoutTheirOwnTimeAreCounted() {
    find(SENSOR, 0, 10);
    sent.add('A', UNSTAMPED, 0, 1);
    sent.add('A', UNSTAMPED, 1, 1);
    found.saw(UNSTAMPED, STARTED * 1000, 1);

    assertThat(faults(0)).singleElement().asString().contains("1 acknowledged readings");

    found.saw(UNSTAMPED, STARTED * 1000 + 1, 1);

    assertThat(faults(0)).isEmpty();

    found.saw(UNSTAMPED, STARTED * 1000 + 2, 1);

    assertThat(faults(0)).singleElement().asString().contains("beyond those acknowledged");
  }

  private List<String> faults(long unknown) {
    return new Reconciliation(
            sent, unknown, sensor -> LoadReading.sensorId("load/0000/", "run", sensor))
        .faults("stored", found);
  }

  private void find(Sensor sensor, int from, int to) {
    for (int number = from; number < to; number++) {
      found.saw(
          sensor,
          LoadReading.observedAt(STARTED, number) * 1000,
          LoadReading.value(sensor, number));
    }
  }
}
