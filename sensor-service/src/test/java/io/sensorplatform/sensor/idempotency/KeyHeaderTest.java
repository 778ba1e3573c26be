package io.sensorplatform.sensor.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHeaderTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'\"8e03978e-40d5\"', 8e03978e-40d5",
        "8e03978e-40d5, 8e03978e-40d5",
        "'  \"a b,c;d\"  ', 'a b,c;d'",
        "'\"a\\\"b\\\\c\"', 'a\"b\\c'",
        "KG5LxwFBepaKHyUD, KG5LxwFBepaKHyUD"
      })
  void understandsAKeyInQuotesAndWithout(String header, String key) {
    assertThat(KeyHeader.parse(List.of(header))).isEqualTo(key);
  }

  @Test
  void knowsNoKeyWhereThereIsNoHeader() {
    assertThat(KeyHeader.parse(List.of())).isNull();
  }

  @Test
  void takesAKeyOf255CharactersAndNoneLonger() {
    assertThat(KeyHeader.parse(List.of("k".repeat(255)))).hasSize(255);
    refused(List.of("k".repeat(256)));
    refused(List.of('"' + "k".repeat(256) + '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"\"",
        "\"open",
        "\"a\" b",
        "\"a\";p=1",
        "a b",
        "a,b",
        "a\"b",
        "\"a\\n\"",
        "\"a\\",
        "\"\u00e9\"",
        "\u00e9",
        "\"\t\""
      })
  void refusesWhatIsNoKey(String header) {
    refused(List.of(header));
  }

  @Test
  void refusesTwoKeys() {
    refused(List.of("a", "a"));
  }

  private static void refused(List<String> values) {
    assertThatThrownBy(() -> KeyHeader.parse(values))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.code()).isEqualTo(ProblemCode.IDEMPOTENCY_KEY_INVALID));
  }
}
