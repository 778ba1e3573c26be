package io.sensorplatform.stream.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sensorplatform.local.server.EmbeddedServers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The platform's database on a real server, seen as stream-service sees it. */
public final class TestDatabase implements AutoCloseable {

  private final HikariDataSource pool;

  public TestDatabase() {
    this("test");
  }

  /**
   * @param name of its sessions in pg_stat_activity
   */
  public TestDatabase(String name) {
    var server = EmbeddedServers.postgres();
    var config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl() + "?currentSchema=readings");
    config.setUsername("stream_service");
    config.setPassword(server.password("stream_service"));
    config.setConnectionTimeout(2_000);
    config.setInitializationFailTimeout(-1);
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(6);
    config.setConnectionInitSql("SET lock_timeout = '2s'; SET statement_timeout = '30s'");
    config.addDataSourceProperty("socketTimeout", 45);
    config.addDataSourceProperty("ApplicationName", name);
    pool = new HikariDataSource(config);
  }

  /** As the writer does at its start. */
  public TestDatabase migrated() {
    Flyway.configure()
        .dataSource(pool)
        .locations("classpath:db/migration")
        .defaultSchema("readings")
        .createSchemas(false)
        .load()
        .migrate();
    return this;
  }

  public DataSource pool() {
    return pool;
  }

  public void run(String sql) throws SQLException {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public long number(String sql, Object... arguments) throws SQLException {
    return Long.parseLong(String.valueOf(rows(sql, arguments).getFirst().getFirst()));
  }

  public List<List<Object>> rows(String sql, Object... arguments) throws SQLException {
    try (var connection = pool.getConnection();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      try (var result = statement.executeQuery()) {
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

  @Override
  public void close() {
    pool.close();
  }
}
