package io.sensorplatform.sensor.parse;

import static io.sensorplatform.sensor.parse.ReadingFormat.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.sensor.time.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReadingsTest {

  private static final long NOON = Rfc3339.micros(Batches.NOON);

  @Test
  void readsOneReading() {
    Batch batch =
        Batches.of(
            JSON,
            """
            {"sensorId":"plant1/press7/temperature","observedAt":"2026-11-21T10:15:30.123456Z",
             "value":21.4,"unit":"Cel"}
            """);

    assertThat(batch.errors()).isEmpty();
    assertThat(batch.readings())
        .containsExactly(
            new Reading(
                "acme",
                "plant1/press7/temperature",
                Rfc3339.micros("2026-11-21T10:15:30.123456Z"),
                21.4,
                "Cel",
                0,
                NOON));
  }

  @Test
  void readsAnArrayInItsOrder() {
    Batch batch =
        Batches.of(
            JSON,
            """
            [{"sensorId":"plant1/b","value":1,"observedAt":1795255200000},
             {"value":2.5e1,"sensorId":"plant1/a","observedAt":1795255200000.25}]
            """);

    assertThat(batch.readings())
        .extracting(Reading::sensorId)
        .containsExactly("plant1/b", "plant1/a");
    assertThat(batch.readings()).extracting(Reading::value).containsExactly(1.0, 25.0);
    assertThat(batch.readings())
        .extracting(Reading::observedAtMicros)
        .containsExactly(1_795_255_200_000_000L, 1_795_255_200_000_250L);
  }

  @Test
  void skipsMembersThatItDoesNotKnow() {
    Batch batch =
        Batches.of(
            JSON,
            """
            {"id":7,"tags":{"a":[1,{"sensorId":"plant1/x"}]},"sensorId":"plant1/a","value":1,"tags":[]}
            """);

    assertThat(batch.readings()).hasSize(1);
    assertThat(batch.errors()).isEmpty();
  }

  @Test
  void takesTheTimeOfArrivalWhereNoInstantIsTold() {
    Batch batch =
        Batches.of(
            JSON,
            """
            [{"sensorId":"plant1/a","value":1},{"sensorId":"plant1/a","value":2,"observedAt":null}]
            """);

    assertThat(batch.readings())
        .extracting(Reading::observedAtMicros)
        .as("two readings, not one that replaces the other")
        .containsExactly(NOON, NOON + 1);
  }

  @Test
  void keepsTheNeighboursOfABadItem() {
    Batch batch =
        Batches.of(
            JSON,
            """
            [{"sensorId":"plant1/a","value":1},{"sensorId":"plant1/a","value":"warm"},
             7,{"sensorId":"plant1/a","value":3}]
            """);

    assertThat(batch.readings()).extracting(Reading::value).containsExactly(1.0, 3.0);
    assertThat(Batches.codes(batch)).containsExactly("value-invalid", "item-malformed");
    assertThat(batch.errors()).extracting(error -> error.index()).containsExactly(1, 2);
    assertThat(batch.errors()).noneMatch(error -> error.retryable());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{}                                                           | value-invalid",
        "{\"value\":1}                                                | sensor-id-invalid",
        "{\"sensorId\":\"plant1/a\"}                                  | value-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":null}                   | value-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":\"1\"}                  | value-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":true}                   | value-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":[1]}                    | value-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1e999}                  | value-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":-1e999}                 | value-invalid",
        "{\"sensorId\":7,\"value\":1}                                 | sensor-id-invalid",
        "{\"sensorId\":{\"a\":1},\"value\":1}                         | sensor-id-invalid",
        "{\"sensorId\":\"\",\"value\":1}                              | sensor-id-invalid",
        "{\"sensorId\":\"/plant1\",\"value\":1}                       | sensor-id-invalid",
        "{\"sensorId\":\"plant1 a\",\"value\":1}                      | sensor-id-invalid",
        "{\"sensorId\":\"plant2/a\",\"value\":1}                      | sensor-not-allowed",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"unit\":5}           | unit-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"unit\":\"\"}        | unit-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"unit\":\"a b\"}     | unit-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"unit\":\"12345678901234567\"} | unit-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"value\":1}          | item-malformed",
        "{\"sensorId\":\"plant1/a\",\"sensorId\":\"plant1/b\",\"value\":1} | item-malformed",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"observedAt\":true}  | observed-at-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"observedAt\":\"yesterday\"} | observed-at-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"observedAt\":1e300} | observed-at-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"observedAt\":-99999999999999999} | observed-at-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"observedAt\":99999999999999999999} | observed-at-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"observedAt\":-9223372036854775808} | observed-at-invalid",
        "{\"sensorId\":\"plant1/a\",\"value\":1,\"observedAt\":1795255200} | observed-at-out-of-window",
        "7 | item-malformed",
        "null | item-malformed",
        "[[]] | item-malformed",
        "[null] | item-malformed",
        "\"text\" | item-malformed",
      })
  void tellsWhatIsWrongWithAnItem(String item, String code) {
    Batch batch = Batches.of(JSON, item);

    assertThat(batch.readings()).isEmpty();
    assertThat(Batches.codes(batch)).containsExactly(code);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-22T12:00:00Z, true",
    "2026-10-22T11:59:59.999999Z, false",
    "2026-11-21T12:10:00Z, true",
    "2026-11-21T12:10:00.000001Z, false",
  })
  void acceptsInstantsFromThirtyDaysBackToTenMinutesAhead(String observedAt, boolean accepted) {
    Batch batch =
        Batches.of(
            JSON, "{\"sensorId\":\"plant1/a\",\"value\":1,\"observedAt\":\"" + observedAt + "\"}");

    assertThat(batch.readings()).hasSize(accepted ? 1 : 0);
    if (!accepted) {
      assertThat(batch.errors().getFirst().detail())
          .isEqualTo(
              "observedAt is outside 2026-10-22T12:00:00.000000Z to 2026-11-21T12:10:00.000000Z.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n ", "[]", "[ ]"})
  void refusesABodyWithoutReadings(String body) {
    assertThat(problem(body).code()).isEqualTo(ProblemCode.NO_READINGS);
  }

  @Test
  void tellsWhereTheJsonBreaks() {
    ProblemException problem =
        problem(
            """
            [
              {"sensorId":"plant1/a","value":1},
              {"sensorId":"plant1/a","value":1,}
            ]
            """);

    assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_JSON);
    assertThat(problem.detail()).startsWith("The JSON ends or breaks at line 3, column 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{}]]", "{}{}", "{} x", "[1] [2]", "{}\n{}", "[{}],"})
  void refusesWhatFollowsTheEnd(String body) {
    assertThat(problem(body).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'sensorId':1}",
        "{sensorId:1}",
        "[{}}",
        "{\"value\":NaN}",
        "{\"value\":01}",
        "{\"value\":+1}",
        "{\"value\":.5}",
        "{\"value\":1.}",
        "// comment\n{}",
        "{\"a\":\"\u0001\"}",
      })
  void refusesWhatOnlyLooksLikeJson(String body) {
    assertThat(problem(body).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] body =
        "{\"sensorId\":\"plant1/\u00e4\",\"value\":1}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(problem(body).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
  }

  @Test
  void refusesDeepNesting() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(problem(deep).code()).isEqualTo(ProblemCode.MALFORMED_JSON);
  }

  @Test
  void refusesMoreReadingsThanItsLimit() {
    String body = "[" + "{\"sensorId\":\"plant1/a\",\"value\":1},".repeat(10) + "0]";

    assertThat(problem(body).code()).isEqualTo(ProblemCode.TOO_MANY_READINGS);
  }

  @Test
  void acceptsNothingWhereverABodyIsCut() {
    byte[] body =
        """
        [{"sensorId":"plant1/a","observedAt":"2026-11-21T10:15:30Z","value":-2.5e1,"unit":"\\u0043el"},
         {"sensorId":"plant1/a","value":true,"more":{"a":[null,"\u00e4"]}}]\
        """
            .getBytes(StandardCharsets.UTF_8);
    for (int cut = 1; cut < body.length; cut++) {
      assertThat(problem(Arrays.copyOf(body, cut)).code())
          .as("cut at byte %d", cut)
          .isEqualTo(ProblemCode.MALFORMED_JSON);
    }
    assertThat(Batches.of(JSON, body).readings()).hasSize(1);
  }

  private static ProblemException problem(String body) {
    return problem(body.getBytes(StandardCharsets.UTF_8));
  }

  private static ProblemException problem(byte[] body) {
    return catchThrowableOfType(ProblemException.class, () -> Batches.of(JSON, body));
  }
}
