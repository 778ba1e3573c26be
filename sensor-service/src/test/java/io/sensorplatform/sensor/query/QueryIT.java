package io.sensorplatform.sensor.query;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.sensor.RunningSensorService;
import io.sensorplatform.sensor.RunningSensorService.Answer;
import io.sensorplatform.sensor.time.Rfc3339;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class QueryIT {

  private static final long TEN = Rfc3339.micros("2026-11-21T10:00:00Z");
  private static final long SECOND = 1_000_000;

  private final RunningSensorService service = RunningSensorService.shared();
  private final JdbcClient writer = RunningSensorService.writer();
  private final String tenant = newTenant();
  private final String token = device(tenant, "plant1/");

  @Test
  void tellsAReadingAsItWasStored() {
    int series = series(tenant, "plant1/press7");
    store(series, TEN + 123_456, 21.4, "Cel", 0);
    store(series, TEN + 123_457, -0.5, null, 1);

    Answer answer = get("/v1/sensors/plant1/press7/readings?order=asc");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().toString())
        .isEqualTo(
            """
            {"sensorId":"plant1/press7","readings":[\
            {"observedAt":"2026-11-21T10:00:00.123456Z","value":21.4,"unit":"Cel",\
            "outOfRange":false,"receivedAt":"2026-11-21T10:00:01.123456Z"},\
            {"observedAt":"2026-11-21T10:00:00.123457Z","value":-0.5,\
            "outOfRange":true,"receivedAt":"2026-11-21T10:00:01.123457Z"}],\
            "nextCursor":null}\
            """);
  }

  @Test
  void tellsTheLatest() {
    int series = series(tenant, "plant1/press7");
    store(series, TEN, 1, null, 0);
    store(series, TEN + 86_400 * SECOND, 2, "Cel", 0);

    Answer answer = get("/v1/sensors/plant1/press7/latest");

    assertThat(answer.json().toString())
        .isEqualTo(
            """
            {"sensorId":"plant1/press7","observedAt":"2026-11-22T10:00:00.000000Z","value":2.0,\
            "unit":"Cel","outOfRange":false,"receivedAt":"2026-11-22T10:00:01.000000Z"}\
            """);
  }

  @Test
  void tellsTheNewestHundredUnlessAskedOtherwise() {
    store(series(tenant, "plant1/a"), 250);

    assertThat(values("/v1/sensors/plant1/a/readings")).hasSize(100).startsWith(249.0, 248.0);
    assertThat(values("/v1/sensors/plant1/a/readings?order=asc&limit=3"))
        .containsExactly(0.0, 1.0, 2.0);
    assertThat(values("/v1/sensors/plant1/a/readings?limit=1000")).hasSize(250);
  }

  @Test
  void takesARangeWithItsStartAndWithoutItsEnd() {
    store(series(tenant, "plant1/a"), 10);

    assertThat(
            values(
                "/v1/sensors/plant1/a/readings?order=asc"
                    + "&from=2026-11-21T10:00:02Z&to=2026-11-21T10:00:05Z"))
        .containsExactly(2.0, 3.0, 4.0);
    assertThat(
            values(
                "/v1/sensors/plant1/a/readings?order=asc&from=%d&to=2026-11-21T11:00:05%%2B01:00"
                    .formatted((TEN + 2 * SECOND) / 1_000)))
        .containsExactly(2.0, 3.0, 4.0);
    assertThat(values("/v1/sensors/plant1/a/readings?from=2027-01-01T00:00:00Z")).isEmpty();
    assertThat(
            values(
                "/v1/sensors/plant1/a/readings?from=2026-11-21T10:00:05Z&to=2026-11-21T10:00:02Z"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"asc", "desc"})
  void leadsThroughAllPagesWithoutGapOrRepetition(String order) {
    store(series(tenant, "plant1/a"), 250);
    var seen = new ArrayList<Double>();
    String path = "/v1/sensors/plant1/a/readings?limit=40&order=" + order;

    String cursor = "";
    for (int pages = 0; pages < 7; pages++) {
      JsonNode page = get(path + cursor).json();
      page.path("readings").forEach(reading -> seen.add(reading.path("value").asDouble()));
      assertThat(page.path("nextCursor").isNull()).isEqualTo(pages == 6);
      cursor = "&cursor=" + page.path("nextCursor").asString("");
    }

    assertThat(seen).hasSize(250).doesNotHaveDuplicates();
    assertThat(order.equals("asc") ? seen : seen.reversed()).isSorted();
  }

  @Test
  void keepsACursorStableWhileReadingsArrive() {
    int series = series(tenant, "plant1/a");
    store(series, 10);
    JsonNode first = get("/v1/sensors/plant1/a/readings?limit=5").json();

    store(series, TEN + 100 * SECOND, 100, null, 0);
    store(series, TEN + SECOND / 2, 0.5, null, 0);

    String cursor = first.path("nextCursor").asString();
    assertThat(values("/v1/sensors/plant1/a/readings?cursor=" + cursor))
        .containsExactly(4.0, 3.0, 2.0, 1.0, 0.5, 0.0);
  }

  @Test
  void readsIdsWithSlashesRawOrEncoded() {
    store(series(tenant, "plant1/line.2/urn:dev:1_a-b"), 1);

    for (String id :
        List.of(
            "plant1/line.2/urn:dev:1_a-b",
            "plant1%2Fline.2%2Furn:dev:1_a-b",
            "plant1%2fline.2/urn%3Adev%3A1_a-b")) {
      assertThat(values("/v1/sensors/" + id + "/readings")).as(id).hasSize(1);
      assertThat(get("/v1/sensors/" + id + "/latest").status()).as(id).isEqualTo(200);
    }
  }

  @Test
  void findsNothingOfAnUnknownSensor() {
    assertProblem(get("/v1/sensors/plant1/never/readings"), 404, "sensor-not-found");
    assertProblem(get("/v1/sensors/plant1/never/latest"), 404, "sensor-not-found");
  }

  @Test
  void tellsAnEmptyListOfASensorWithoutReadings() {
    series(tenant, "plant1/silent");

    assertThat(values("/v1/sensors/plant1/silent/readings")).isEmpty();
    assertProblem(get("/v1/sensors/plant1/silent/latest"), 404, "sensor-not-found");
  }

  @Test
  void keepsTenantsApart() {
    store(series(tenant, "plant1/a"), 3);
    String other = newTenant();
    store(series(other, "plant1/b"), 3);

    assertProblem(
        service.get(device(other, "*"), "/v1/sensors/plant1/a/readings"), 404, "sensor-not-found");
    assertProblem(
        service.get(device(other, "plant1/"), "/v1/sensors/plant1/a/latest"),
        404,
        "sensor-not-found");
    String cursor =
        service
            .get(device(other, "*"), "/v1/sensors/plant1/b/readings?limit=1")
            .json()
            .path("nextCursor")
            .asString();
    assertProblem(get("/v1/sensors/plant1/b/readings?cursor=" + cursor), 404, "sensor-not-found");
  }

  @Test
  void tellsNothingOfSensorsThatTheTokenDoesNotCover() {
    store(series(tenant, "plant2/a"), 3);

    for (String path :
        List.of(
            "/v1/sensors/plant2/a/readings",
            "/v1/sensors/plant2%2Fa/latest",
            "/v1/sensors/plant2/never/latest")) {
      assertProblem(get(path), 403, "sensor-not-allowed");
    }
    assertThat(service.get(device(tenant, "*"), "/v1/sensors/plant2/a/readings").status())
        .isEqualTo(200);
  }

  @Test
  void refusesATokenThatMayNotRead() {
    String writeOnly = RunningSensorService.token(tenant, List.of("*"), "readings:write");

    assertProblem(service.get(writeOnly, "/v1/sensors/plant1/a/readings"), 403, "scope-missing");
    assertProblem(service.get("none", "/v1/sensors/plant1/a/readings"), 401, "token-malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/sensors/plant1/a/readings?limit=0",
        "/v1/sensors/plant1/a/readings?limit=1001",
        "/v1/sensors/plant1/a/readings?order=up",
        "/v1/sensors/plant1/a/readings?from=yesterday",
        "/v1/sensors/plant1/a/readings?cursor=x",
        "/v1/sensors/plant1%20a/readings",
        "/v1/sensors/plant1%00/readings",
      })
  void refusesParametersThatAreWrong(String path) {
    Answer answer = get(path);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/sensors/plant1/a/nothing",
        "/v1/sensors/plant1",
        "/v1/sensors/",
        "/v1/sensors"
      })
  void findsNothingAtOtherPaths(String path) {
    assertProblem(get(path), 404, "not-found");
  }

  private Answer get(String path) {
    return service.get(token, path);
  }

  private List<Double> values(String path) {
    Answer answer = get(path);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    var values = new ArrayList<Double>();
    answer.json().path("readings").forEach(item -> values.add(item.path("value").asDouble()));
    return values;
  }

  private int series(String tenant, String sensorId) {
    return writer
        .sql("INSERT INTO readings.series (tenant, sensor_id) VALUES (?, ?) RETURNING series_key")
        .params(tenant, sensorId)
        .query(Integer.class)
        .single();
  }

  /** So many readings, a second apart, with their number as value. */
  private void store(int series, int count) {
    ensureDay(TEN);
    writer
        .sql(
            """
            INSERT INTO readings.reading (series_key, observed_at, value, received_at)
            SELECT ?, ?::timestamptz + n * interval '1 second', n, now()
            FROM generate_series(0, ? - 1) n
            """)
        .params(series, Rfc3339.format(TEN), count)
        .update();
  }

  private void ensureDay(long micros) {
    writer
        .sql("SELECT readings.ensure_day(?::date)")
        .param(Rfc3339.format(micros))
        .query()
        .singleValue();
  }

  private void store(int series, long observedAt, double value, String unit, int flags) {
    String instant = Rfc3339.format(observedAt);
    ensureDay(observedAt);
    writer
        .sql(
            """
            INSERT INTO readings.reading (series_key, observed_at, value, unit, flags, received_at)
            VALUES (?, ?::timestamptz, ?, ?, ?, ?::timestamptz)
            """)
        .params(series, instant, value, unit, flags, Rfc3339.format(observedAt + SECOND))
        .update();
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.code()).isEqualTo(code);
  }
}
