package io.sensorplatform.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "zwölf Zeichen",
        "\ud83d\ude00\ud83d\ude01\ud83d\ude02\ud83d\ude03\ud83d\ude04 and words",
        "my-name-is-ada-and-more",
        "the password of the plant",
        "nur kleine buchstaben"
      })
  void takesLongPasswordsOfAnyCharacters(String password) {
    assertThat(PasswordPolicy.wrong(password, "ada")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012",
        "Password1234",
        "PASSWORD!2026",
        "passwordpassword",
        "changeme1234",
        "sensorplatform1",
        "operator-ops",
        "operatoroperator",
        "Operator2026!",
        "a\0correct horse"
      })
  void refusesWhatIsShortOrAmongTheFirstThatAreGuessed(String password) {
    assertThat(PasswordPolicy.wrong(password, "operator")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {73, 100, 100_000})
  void refusesWhatBCryptWouldCut(int length) {
    String password = "abcdefghij".repeat(length / 10 + 1).substring(0, length);
    assertThat(PasswordPolicy.wrong(password, "ada")).contains("72 bytes");
    assertThat(PasswordPolicy.wrong("é".repeat(40), "ada")).contains("72 bytes");
  }
}
