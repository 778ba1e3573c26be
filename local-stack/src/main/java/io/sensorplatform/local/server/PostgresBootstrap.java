package io.sensorplatform.local.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * Database, login roles, schemas and grants: what an administrator prepares in production. Tables
 * are the services' own (Flyway). Run at each start, so that it also mends older data.
 */
final class PostgresBootstrap {
  private static final List<String> ROLES =
      List.of("auth_service", "sensor_service", "stream_service", "reader");

  private static final List<String> SCHEMAS =
      List.of(
          "REVOKE ALL ON DATABASE sensor_platform FROM PUBLIC",
          "REVOKE ALL ON SCHEMA public FROM PUBLIC",
          "GRANT CONNECT ON DATABASE sensor_platform"
              + " TO auth_service, sensor_service, stream_service, reader",
          // For COPY into a staging table.
          "GRANT TEMPORARY ON DATABASE sensor_platform TO stream_service",
          "CREATE SCHEMA IF NOT EXISTS auth AUTHORIZATION auth_service",
          "CREATE SCHEMA IF NOT EXISTS registry AUTHORIZATION sensor_service",
          "CREATE SCHEMA IF NOT EXISTS readings AUTHORIZATION stream_service",
          "ALTER ROLE auth_service SET search_path = auth",
          "ALTER ROLE sensor_service SET search_path = registry, readings",
          "ALTER ROLE stream_service SET search_path = readings",
          "ALTER ROLE reader SET search_path = readings, registry",
          "ALTER ROLE reader SET default_transaction_read_only = on",
          "GRANT USAGE ON SCHEMA readings TO sensor_service, reader",
          "GRANT USAGE ON SCHEMA registry TO stream_service, reader",
          "GRANT SELECT ON ALL TABLES IN SCHEMA readings TO sensor_service, reader",
          "GRANT SELECT ON ALL TABLES IN SCHEMA registry TO stream_service, reader",
          "ALTER DEFAULT PRIVILEGES FOR ROLE stream_service IN SCHEMA readings"
              + " GRANT SELECT ON TABLES TO sensor_service, reader",
          "ALTER DEFAULT PRIVILEGES FOR ROLE sensor_service IN SCHEMA registry"
              + " GRANT SELECT ON TABLES TO stream_service, reader");

  private PostgresBootstrap() {}

  static void run(PostgresServer server, int port) {
    try {
      try (var admin = connect(server, "jdbc:postgresql://127.0.0.1:" + port + "/postgres")) {
        for (String role : ROLES) {
          if (!exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
            // Our own random password: letters and digits only.
            execute(
                admin, "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(role, server.password(role)));
          }
        }
        if (!exists(
            admin, "SELECT 1 FROM pg_database WHERE datname = ?", PostgresServer.DATABASE)) {
          execute(admin, "CREATE DATABASE " + PostgresServer.DATABASE);
        }
      }
      try (var admin = connect(server, server.jdbcUrl())) {
        admin.setAutoCommit(false);
        for (String statement : SCHEMAS) {
          execute(admin, statement);
        }
        admin.commit();
      }
    } catch (SQLException e) {
      throw new ServerFailedException(
          "postgres could not be prepared: " + e.getMessage(), server.process().log());
    }
  }

  private static Connection connect(PostgresServer server, String url) throws SQLException {
    var login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty("password", server.password("postgres"));
    return DriverManager.getConnection(url, login);
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      return statement.executeQuery().next();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
