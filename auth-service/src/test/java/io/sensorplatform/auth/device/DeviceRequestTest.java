package io.sensorplatform.auth.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.defaults.problem.ProblemException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRequestTest {

  @Test
  void acceptsANameAndPrefixes() {
    var request = new DeviceRequest("Presse 7 (Süd)", List.of("plant1/", "a:b", "plant1/"), "acme");

    assertThat(request.checked())
        .isEqualTo(new DeviceRequest.Checked("Presse 7 (Süd)", List.of("plant1/", "a:b"), "acme"));
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    var request = new DeviceRequest(" ", Arrays.asList("ok", "*", null, "/x", ""), "a/b");

    assertThatThrownBy(request::checked)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.code().code()).isEqualTo("request-invalid");
              assertThat(problem.errors())
                  .extracting(ItemError::detail)
                  .satisfiesExactly(
                      detail -> assertThat(detail).startsWith("/name "),
                      detail -> assertThat(detail).startsWith("/sensors/1 "),
                      detail -> assertThat(detail).startsWith("/sensors/2 "),
                      detail -> assertThat(detail).startsWith("/sensors/3 "),
                      detail -> assertThat(detail).startsWith("/sensors/4 "),
                      detail -> assertThat(detail).startsWith("/tenant "));
            });
  }

  @Test
  void needsEachMember() {
    assertThat(wrong(new DeviceRequest(null, null, null)))
        .satisfiesExactly(
            detail -> assertThat(detail).startsWith("/name "),
            detail -> assertThat(detail).startsWith("/sensors "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " x", "x ", "a\nb", "a\0b", "\ud800", "a\u202eb", "a\u2028b"})
  void refusesNamesThatAreNotPrintable(String name) {
    assertThat(wrong(new DeviceRequest(name, List.of("a"), null))).hasSize(1);
  }

  @Test
  void countsANameInCharactersAndNotInUnits() {
    String wide = "😀".repeat(DeviceRequest.MAX_NAME_LENGTH);

    assertThat(new DeviceRequest(wide, List.of("a"), null).checked().name()).isEqualTo(wide);
    assertThat(wrong(new DeviceRequest(wide + "x", List.of("a"), null))).hasSize(1);
  }

  @Test
  void boundsThePrefixesSoThatATokenFitsIntoAHeader() {
    assertThat(wrong(new DeviceRequest("n", Collections.nCopies(51, "a"), null))).hasSize(1);
    assertThat(wrong(new DeviceRequest("n", Collections.nCopies(50, "a".repeat(128)), null)))
        .containsExactly("/sensors must not hold more than 2000 characters in all.");
  }

  private static List<String> wrong(DeviceRequest request) {
    try {
      request.checked();
      return List.of();
    } catch (ProblemException problem) {
      return problem.errors().stream().map(ItemError::detail).toList();
    }
  }
}
