package io.sensorplatform.endtoend;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

/** What the Parquet archive holds: its objects copied through the S3 API, read with DuckDB. */
public final class Archived {

  private final JsonNode s3;
  private final Path copies;

  public Archived(Platform platform) {
    this.s3 = platform.addresses().at("/s3");
    try {
      this.copies = Files.createTempDirectory("archive");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every archived reading of the tenant below the prefix, in log order, repeats included. */
  public List<Row> rows(String tenant, String sensorPrefix) throws SQLException {
    return read(
        """
        SELECT sensor_id, observed_at, value FROM %s
        WHERE tenant = '%s' AND starts_with(sensor_id, '%s') ORDER BY filename, kafka_offset
        """
            .formatted(objects(), tenant, sensorPrefix));
  }

  /** Offsets that stand in more than one object of a partition. */
  public long offsetsTwice() throws SQLException {
    return number(
        """
        SELECT count(*) FROM (SELECT 1 FROM %s
        GROUP BY regexp_extract(filename, 'partition=([0-9]+)', 1), kafka_offset
        HAVING count(*) > 1)
        """
            .formatted(objects()));
  }

  private String objects() {
    return copyNewObjects() == 0
        ? "(SELECT '' AS filename, '' AS tenant, '' AS sensor_id, now() AS observed_at, 0.0 AS value, 0"
            + " AS kafka_offset WHERE false)"
        : "read_parquet('%s/**/*.parquet', filename = true)".formatted(copies);
  }

  private long number(String sql) throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var result = duckdb.createStatement().executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private List<Row> read(String sql) throws SQLException {
    var rows = new ArrayList<Row>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      duckdb.createStatement().execute("SET TimeZone = 'UTC'");
      try (var result = duckdb.createStatement().executeQuery(sql)) {
        while (result.next()) {
          rows.add(new Row(result.getString(1), instant(result.getObject(2)), result.getDouble(3)));
        }
      }
    }
    return rows;
  }

  private static Instant instant(Object time) {
    return switch (time) {
      case OffsetDateTime zoned -> zoned.toInstant();
      case java.sql.Timestamp stamp -> stamp.toLocalDateTime().toInstant(ZoneOffset.UTC);
      case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
      default -> throw new AssertionError("not a time: " + time.getClass());
    };
  }

  /** How many objects there are. */
  private int copyNewObjects() {
    int count = 0;
    String bucket = s3.at("/bucket").asString();
    try (S3Client client = client()) {
      var objects =
          client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix("readings/v1/"));
      for (S3Object object : objects.contents()) {
        if (!object.key().endsWith(".parquet")) {
          // The local server lists what is being written, too, under a name of its own.
          continue;
        }
        count++;
        Path copy = copies.resolve(object.key());
        if (!Files.exists(copy)) {
          Files.createDirectories(copy.getParent());
          client.getObject(get -> get.bucket(bucket).key(object.key()), copy);
        }
      }
      return count;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private S3Client client() {
    return S3Client.builder()
        .httpClient(UrlConnectionHttpClient.create())
        .endpointOverride(URI.create(s3.at("/endpoint").asString()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    s3.at("/accessKey").asString(), s3.at("/secretKey").asString())))
        .build();
  }
}
