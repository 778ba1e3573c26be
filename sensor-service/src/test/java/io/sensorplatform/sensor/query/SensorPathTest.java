package io.sensorplatform.sensor.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sensorplatform.defaults.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensorPathTest {

  @ParameterizedTest
  @CsvSource({
    "/v1/sensors/a/readings, a, readings",
    "/v1/sensors/plant1/press7/temp/readings, plant1/press7/temp, readings",
    "/v1/sensors/plant1%2Fpress7%2ftemp/latest, plant1/press7/temp, latest",
    "/v1/sensors/plant1%2Fa/b/latest, plant1/a/b, latest",
    "/v1/sensors/urn:dev:mac:0024beff.t_1-x/latest, urn:dev:mac:0024beff.t_1-x, latest",
    "/v1/sensors/urn%3Adev/latest, urn:dev, latest",
    "/v1/sensors/readings/readings, readings, readings",
    "/v1/sensors/a%2F..%2Fb/readings, a/../b, readings",
    "/v1/sensors/a/, a, ''",
  })
  void takesTheLastSegmentAsTheOperation(String uri, String sensorId, String operation) {
    assertThat(SensorPath.of(uri)).isEqualTo(new SensorPath(sensorId, operation));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/sensors/a", "/v1/sensors/", "/v1/sensors", "/v2/sensors/a/latest"})
  void findsNothingWithoutAnOperation(String uri) {
    assertThat(code(uri)).isEqualTo("not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/sensors//latest",
        "/v1/sensors/%20/latest",
        "/v1/sensors/a;x=1/latest",
        "/v1/sensors/a%/latest",
        "/v1/sensors/a+b/latest",
        "/v1/sensors/a%00/latest",
        "/v1/sensors/a/../b/latest",
        "/v1/sensors/./a/latest",
        "/v1/sensors/%2Fa/latest",
        "/v1/sensors/%C3%A4/latest",
      })
  void refusesWhatIsNotASensorId(String uri) {
    assertThat(code(uri)).isEqualTo("invalid-parameter");
  }

  private static String code(String uri) {
    return catchThrowableOfType(ProblemException.class, () -> SensorPath.of(uri)).code().code();
  }
}
