package io.sensorplatform.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A tenant's readings in the archive: fetches each new object once through the S3 API and has
 * DuckDB read the copy, which knows nothing of how it was written.
 */
public final class ArchivedReadings implements AutoCloseable {
  /** Takes a row of the archive. */
  @FunctionalInterface
  public interface Row {
    void saw(String sensorId, long observedAtMicros, double value);
  }

  private static final String PREFIX = "readings/v1/";

  private final S3Client s3;
  private final String bucket;
  private final String tenant;
  private final Set<String> seen = new HashSet<>();

  public ArchivedReadings(DemoPlatform.ObjectStore store, String tenant) {
    this.bucket = store.bucket();
    this.tenant = tenant;
    this.s3 =
        S3Client.builder()
            .endpointOverride(store.endpoint())
            .region(Region.of(store.region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  /**
   * Shows every row of the objects that were made since then and not shown before.
   *
   * @throws IOException if S3 does not answer, or refuses
   */
  public void show(Row row, Instant madeSince) throws IOException, SQLException {
    Path copy = Files.createTempFile("platform-demo", ".parquet");
    try {
      for (S3Object object :
          s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(PREFIX)).contents()) {
        if (!object.lastModified().isBefore(madeSince) && !seen.contains(object.key())) {
          Files.write(
              copy,
              s3.getObjectAsBytes(get -> get.bucket(bucket).key(object.key())).asByteArrayUnsafe());
          read(copy, row);
          seen.add(object.key());
        }
      }
    } catch (SdkException e) {
      throw new IOException("the archive cannot be read: " + e.getMessage(), e);
    } finally {
      Files.delete(copy);
    }
  }

  /** Objects read so far. */
  int objects() {
    return seen.size();
  }

  @Override
  public void close() {
    s3.close();
  }

  private void read(Path parquet, Row row) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var query =
            connection.prepareStatement(
                """
                SELECT sensor_id, epoch_us(observed_at), value
                FROM read_parquet(?) WHERE tenant = ?
                """)) {
      query.setString(1, parquet.toString());
      query.setString(2, tenant);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          row.saw(rows.getString(1), rows.getLong(2), rows.getDouble(3));
        }
      }
    }
  }

  /** Whether DuckDB has a library for this system; it lacks one for macOS on x86-64. */
  public static boolean isPossible() {
    try {
      DriverManager.getConnection("jdbc:duckdb:").close();
      return true;
    } catch (SQLException | LinkageError e) {
      return false;
    }
  }

  /** Every object of the archive, for DuckDB and its like. */
  static String glob(String bucket) {
    return "s3://" + bucket + "/" + PREFIX + "**/*.parquet";
  }
}
