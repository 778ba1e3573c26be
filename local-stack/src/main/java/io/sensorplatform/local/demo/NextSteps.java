package io.sensorplatform.local.demo;

import java.net.URI;

/** Three queries to paste, over the readings that were just replayed. */
record NextSteps(DemoPlatform platform) {

  private static final String SENSOR = "seattle/normals/temperature";

  String text() {
    return """
    Ask the query API for the latest temperatures:
    %s

    Ask PostgreSQL for each sensor's days (any client will do):
    %s

    Ask the archive in DuckDB (from duckdb.org; it fetches its extension for S3 once):
    %s
    """
        .formatted(indent(curl()), indent(psql()), indent(duckdb()));
  }

  String curl() {
    return """
    curl -s -H "Authorization: Bearer $(%s token operator)" \\
      '%s'\
    """
        .formatted(
            platform.script(),
            platform.gateway().resolve("/v1/sensors/" + SENSOR + "/readings?order=desc&limit=5"));
  }

  String psql() {
    var database = platform.database();
    return """
    PGPASSWORD=%s psql -h %s -p %d -U %s %s -c "%s\"\
    """
        .formatted(
            database.password(),
            database.host(),
            database.port(),
            database.username(),
            database.name(),
            sql());
  }

  String sql() {
    return """
    SELECT sensor_id, date_trunc('day', observed_at) AS day, count(*), round(avg(value)::numeric, 2) AS mean
      FROM readings.readings WHERE tenant = '%s' AND sensor_id LIKE 'weather/%%'
      GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 20\
    """
        .formatted(platform.tenant());
  }

  String duckdb() {
    var store = platform.objectStore();
    URI endpoint = store.endpoint();
    return """
    INSTALL httpfs; LOAD httpfs;
    CREATE SECRET (TYPE s3, KEY_ID '%s', SECRET '%s', REGION '%s',
      ENDPOINT '%s', URL_STYLE 'path', USE_SSL %s);
    SELECT sensor_id, count(*), min(value), max(value), any_value(unit)
      FROM read_parquet('%s') GROUP BY 1 ORDER BY 1;\
    """
        .formatted(
            store.accessKey(),
            store.secretKey(),
            store.region(),
            endpoint.getAuthority(),
            endpoint.getScheme().equals("https"),
            ArchivedReadings.glob(store.bucket()));
  }

  private static String indent(String text) {
    return text.indent(2).stripTrailing();
  }
}
