package io.sensorplatform.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.reading.SensorId;
import io.sensorplatform.reading.Unit;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataSetTest {
  @Test
  void readsAllRowsOfTheHourlyNormals() {
    DataSet normals = DataSet.shipped().getFirst();

    assertThat(normals.rows()).isEqualTo(8_759);
    assertThat(normals.readings()).isEqualTo(3 * 8_759);
    assertThat(normals.leftOut()).isEmpty();
    assertThat(normals.sensorIds())
        .containsExactly(
            "seattle/normals/pressure", "seattle/normals/temperature", "seattle/normals/wind");
    assertThat(normals.tracks()).hasSize(1);
    assertThat(normals.tracks().getFirst().device()).isEqualTo("demo-seattle-normals");
    LocalDateTime first = LocalDateTime.parse("2010-01-01T01:00");
    assertThat(normals.tracks().getFirst().measurements())
        .startsWith(
            new DataSet.Measurement("seattle/normals/pressure", first, 1016.6, "hPa"),
            new DataSet.Measurement("seattle/normals/temperature", first, 4.0, "Cel"),
            new DataSet.Measurement("seattle/normals/wind", first, 3.8, "m/s"));
  }

  @Test
  void readsAllRowsOfTheDailyWeatherAndSaysWhatItLeavesOut() {
    DataSet weather = DataSet.shipped().get(1);

    assertThat(weather.rows()).isEqualTo(2_922);
    assertThat(weather.readings()).isEqualTo(4 * 2_922);
    assertThat(weather.leftOut()).containsExactly("weather");
    assertThat(weather.tracks())
        .extracting(DataSet.Track::prefix)
        .containsExactly("weather/seattle/", "weather/new-york/");
    assertThat(weather.tracks())
        .extracting(DataSet.Track::device)
        .containsExactly("demo-weather-seattle", "demo-weather-new-york");
    assertThat(weather.tracks().getFirst().measurements())
        .contains(
            new DataSet.Measurement(
                "weather/seattle/precipitation",
                LocalDateTime.parse("2012-01-02T00:00"),
                10.9,
                "mm"));
  }

  @Test
  void givesEveryDeviceOnlySensorsBelowItsPrefixWithValidIdsAndUnits() {
    for (DataSet set : DataSet.shipped()) {
      for (DataSet.Track track : set.tracks()) {
        assertThat(track.measurements())
            .allMatch(each -> each.sensorId().startsWith(track.prefix()))
            .allMatch(each -> SensorId.isValid(each.sensorId()))
            .allMatch(each -> Unit.isValid(each.unit()))
            .allMatch(each -> Double.isFinite(each.value()));
      }
    }
  }

  @Test
  void refusesALineWithAnotherNumberOfCells() {
    assertThatThrownBy(
            () -> DataSet.parse("x.csv", "x/", List.of("date,wind", "2012-01-01,1.0,2.0")))
        .hasMessage("x.csv:2 has 3 cells, not 2");
  }
}
