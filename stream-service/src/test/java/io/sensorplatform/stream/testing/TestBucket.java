package io.sensorplatform.stream.testing;

import io.sensorplatform.local.server.EmbeddedServers;
import io.sensorplatform.stream.objects.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The archive's bucket on a real S3 API, and DuckDB to read what lies there. */
public final class TestBucket {

  private final S3Client s3;

  public TestBucket(S3Client s3) {
    this.s3 = s3;
  }

  public static URI endpoint() {
    return EmbeddedServers.s3().endpoint();
  }

  public static S3Settings settings() {
    return settings(endpoint());
  }

  /** By way of another address, such as that of a proxy. */
  public static S3Settings settings(URI endpoint) {
    var server = EmbeddedServers.s3();
    return new S3Settings(
        endpoint,
        "us-east-1",
        server.bucket(),
        server.accessKey(),
        server.secretKey(),
        true,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30));
  }

  public static String name() {
    return EmbeddedServers.s3().bucket();
  }

  public List<String> keys(String topic) {
    return s3
        .listObjectsV2(request -> request.bucket(name()).prefix("readings/v1/topic=" + topic + "/"))
        .contents()
        .stream()
        .map(object -> object.key())
        .toList();
  }

  public Map<String, String> metadata(String key) {
    return s3.headObject(request -> request.bucket(name()).key(key)).metadata();
  }

  public byte[] bytes(String key) {
    return s3.getObjectAsBytes(request -> request.bucket(name()).key(key)).asByteArray();
  }

  /** In place of whatever is there. */
  public void put(String key, byte[] bytes, Map<String, String> metadata) {
    s3.putObject(
        request -> request.bucket(name()).key(key).metadata(metadata),
        RequestBody.fromBytes(bytes));
  }

  public void delete(String key) {
    s3.deleteObject(request -> request.bucket(name()).key(key));
  }

  /** Copies the topic's objects below this directory, under their keys. */
  public void download(String topic, Path directory) throws IOException {
    for (var key : keys(topic)) {
      var file = directory.resolve(key);
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      s3.getObject(request -> request.bucket(name()).key(key), file);
    }
  }

  /** What DuckDB answers; {@code %s} in the query becomes the glob of the downloaded objects. */
  public static List<List<Object>> query(Path directory, String sql) throws SQLException {
    try (var duckdb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckdb.createStatement();
        var result = statement.executeQuery(sql.formatted("'" + directory + "/**/*.parquet'"))) {
      var rows = new ArrayList<List<Object>>();
      while (result.next()) {
        var row = new ArrayList<Object>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }
}
