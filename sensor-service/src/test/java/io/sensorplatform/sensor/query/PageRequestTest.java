package io.sensorplatform.sensor.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.sensor.time.Rfc3339;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {

  private static final String TEN = "2026-11-21T10:00:00Z";
  private static final String NOON = "2026-11-21T12:00:00Z";

  @Test
  void asksForTheNewestHundredByDefault() {
    PageRequest page = PageRequest.of("a", null, null, null, null, null);

    assertThat(page.order()).isEqualTo(Order.DESC);
    assertThat(page.limit()).isEqualTo(100);
    assertThat(page.first()).isEqualTo(PageRequest.UNBOUNDED_FROM);
    assertThat(page.last()).isEqualTo(PageRequest.UNBOUNDED_TO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {TEN, "1795255200000", "2026-11-21T11:00:00+01:00", "2026-11-21T11:00:00 01:00"})
  void takesInstantsAsTextOrMilliseconds(String from) {
    assertThat(PageRequest.of("a", from, null, null, null, null).first())
        .isEqualTo(Rfc3339.micros(TEN));
  }

  @Test
  void goesOnBehindTheLastReadingInItsOrder() {
    long eleven = Rfc3339.micros("2026-11-21T11:00:00Z");
    PageRequest up = PageRequest.of("a", TEN, NOON, "asc", "5", null);
    PageRequest down = PageRequest.of("a", TEN, NOON, "desc", "5", null);

    PageRequest upNext = next(up, eleven);
    PageRequest downNext = next(down, eleven);

    assertThat(upNext.first()).isEqualTo(eleven + 1);
    assertThat(upNext.last()).isEqualTo(Rfc3339.micros(NOON));
    assertThat(downNext.first()).isEqualTo(Rfc3339.micros(TEN));
    assertThat(downNext.last()).isEqualTo(eleven);
  }

  @Test
  void refusesACursorOfAnotherQueryOrSensor() {
    String cursor = PageRequest.of("a", TEN, NOON, "asc", "5", null).next(1).text("a");

    assertThat(PageRequest.of("a", TEN, NOON, "asc", "7", cursor).limit()).isEqualTo(7);
    assertRefused("a", NOON, null, null, null, cursor);
    assertRefused("a", null, TEN, null, null, cursor);
    assertRefused("a", null, null, "desc", null, cursor);
    assertRefused("b", null, null, null, null, cursor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "!!", "AAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void refusesACursorThatIsNotOurs(String cursor) {
    assertRefused("a", null, null, null, null, cursor);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "ten", "", "1.5", "99999999999"})
  void refusesLimitsOutsideOneToAThousand(String limit) {
    assertRefused("a", null, null, null, limit, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-11-21", "999999999999999", "0000-01-01T00:00:00Z"})
  void refusesInstantsThatCannotBeRead(String from) {
    assertRefused("a", from, null, null, null, null);
  }

  @Test
  void refusesAnotherOrder() {
    assertRefused("a", null, null, "up", null, null);
  }

  private static PageRequest next(PageRequest page, long last) {
    return PageRequest.of("a", null, null, null, "5", page.next(last).text("a"));
  }

  private static void assertRefused(
      String sensorId, String from, String to, String order, String limit, String cursor) {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class, () -> PageRequest.of(sensorId, from, to, order, limit, cursor));
    assertThat(problem.code().code()).isEqualTo("invalid-parameter");
  }
}
