package io.sensorplatform.sensor.parse;

import static io.sensorplatform.sensor.parse.ReadingFormat.NDJSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.reading.Reading;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NdjsonReadingsTest {

  private static final String GOOD = "{\"sensorId\":\"plant1/a\",\"value\":%d}";

  @Test
  void readsALineEach() {
    Batch batch =
        Batches.of(
            NDJSON, GOOD.formatted(1) + "\n" + GOOD.formatted(2) + "\r\n" + GOOD.formatted(3));

    assertThat(batch.readings()).extracting(Reading::value).containsExactly(1.0, 2.0, 3.0);
    assertThat(batch.errors()).isEmpty();
  }

  @Test
  void keepsTheNeighboursOfAMalformedLine() {
    Batch batch =
        Batches.of(
            NDJSON,
            GOOD.formatted(1) + "\n\n{\"sensorId\":\"plant1/a\",\"va\n" + GOOD.formatted(3) + "\n");

    assertThat(batch.readings()).extracting(Reading::value).containsExactly(1.0, 3.0);
    assertThat(batch.errors())
        .singleElement()
        .satisfies(error -> {
          assertThat(error.index()).as("blank lines are not counted").isEqualTo(1);
          assertThat(error.code()).isEqualTo("malformed-json");
          assertThat(error.detail()).contains("line 3, column 27 (byte 61)");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"{} {}", "{}]", "[{}", "}", "{\"value\":1} x", "\u0000"})
  void refusesALineThatIsNotOneValue(String line) {
    Batch batch = Batches.of(NDJSON, line + "\n" + GOOD.formatted(1));

    assertThat(Batches.codes(batch)).containsExactly("malformed-json");
    assertThat(batch.readings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "[]", "null", "\"x\"", "[{\"sensorId\":\"plant1/a\",\"value\":1}]"})
  void refusesALineThatIsNotAnObject(String line) {
    assertThat(Batches.codes(Batches.of(NDJSON, line))).containsExactly("item-malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \r\n\t\n"})
  void refusesABodyWithoutReadings(String body) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> Batches.of(NDJSON, body)).code())
        .isEqualTo(ProblemCode.NO_READINGS);
  }

  @Test
  void countsMalformedLinesTowardsTheLimit() {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> Batches.of(NDJSON, "x\n".repeat(11)))
                .code())
        .isEqualTo(ProblemCode.TOO_MANY_READINGS);
  }

  @Test
  void acceptsTheWholeLinesWhereverABodyIsCut() {
    byte[] body =
        (GOOD.formatted(1) + "\n" + GOOD.formatted(2) + "\n" + GOOD.formatted(3)).getBytes(UTF_8);
    int line = GOOD.formatted(1).length() + 1;
    for (int cut = 1; cut <= body.length; cut++) {
      Batch batch = Batches.of(NDJSON, Arrays.copyOf(body, cut));
      boolean broken = cut % line != 0 && cut % line != line - 1;
      assertThat(batch.readings()).as("cut at byte %d", cut).hasSize((cut + 1) / line);
      assertThat(batch.errors()).as("cut at byte %d", cut).hasSize(broken ? 1 : 0);
    }
  }
}
