package io.sensorplatform.local.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresServerIT {
  private static PostgresServer postgres;

  @BeforeAll
  static void start() {
    postgres = EmbeddedServers.postgres();
  }

  @Test
  void keepsWhatWasCommittedThroughKillAndStop() throws SQLException {
    execute("stream_service", "CREATE TABLE readings.kept (id int)");
    execute("stream_service", "INSERT INTO readings.kept VALUES (1)");

    postgres.kill();
    assertThat(postgres.isAlive()).isFalse();
    assertThat(postgres.isReady() && postgres.isAlive()).isFalse();
    postgres.start();
    execute("stream_service", "INSERT INTO readings.kept VALUES (2)");
    postgres.stop();
    assertThat(postgres.isAlive()).isFalse();
    postgres.start();

    assertThat(number("stream_service", "SELECT count(*) FROM readings.kept")).isEqualTo(2);
  }

  @Test
  void startingARunningServerChangesNothing() {
    long pid = postgres.pid().orElseThrow();

    postgres.start();

    assertThat(postgres.pid()).hasValue(pid);
  }

  @Test
  void eachServiceWritesOnlyItsOwnSchema() throws SQLException {
    execute("auth_service", "CREATE TABLE auth.device (id int)");
    execute("stream_service", "CREATE TABLE readings.reading_row (id int)");

    assertThatThrownBy(() -> number("sensor_service", "SELECT count(*) FROM auth.device"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
    assertThatThrownBy(
            () -> execute("sensor_service", "INSERT INTO readings.reading_row VALUES (1)"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> execute("stream_service", "CREATE TABLE registry.foreign_table ()"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void theReaderSeesReadingsAndRegistryAndChangesNothing() throws SQLException {
    execute("stream_service", "CREATE TABLE readings.visible (id int)");
    execute("sensor_service", "CREATE TABLE registry.visible (id int)");

    assertThat(number("reader", "SELECT count(*) FROM readings.visible")).isZero();
    assertThat(number("reader", "SELECT count(*) FROM registry.visible")).isZero();
    assertThat(number("sensor_service", "SELECT count(*) FROM readings.visible")).isZero();
    assertThatThrownBy(() -> execute("reader", "INSERT INTO readings.visible VALUES (1)"))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> number("reader", "SELECT count(*) FROM auth.flyway_schema_history"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void refusesAWrongPassword() {
    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl(), "auth_service", "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void isDurableAndSpeaksUtf8() throws SQLException {
    try (var connection = connect("postgres")) {
      assertThat(text(connection, "SHOW fsync")).isEqualTo("on");
      assertThat(text(connection, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(text(connection, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(text(connection, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(text(connection, "SHOW password_encryption")).isEqualTo("scram-sha-256");
    }
  }

  private static void execute(String role, String sql) throws SQLException {
    try (var connection = connect(role);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(String role, String sql) throws SQLException {
    try (var connection = connect(role)) {
      return Long.parseLong(text(connection, sql));
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(String role) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), role, postgres.password(role));
  }
}
