package io.sensorplatform.sensor.query;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Connections to the replica; to the primary if the replica may not be asked or does not answer.
 */
final class ReplicaFirst extends AbstractDataSource {

  private final Replica replica;
  private final DataSource primary;

  ReplicaFirst(Replica replica, DataSource primary) {
    this.replica = replica;
    this.primary = primary;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (replica.isUsed()) {
      try {
        return replica.connection();
      } catch (SQLException e) {
        replica.failed(e);
      }
    }
    return primary.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLException("only with the user that the pools have");
  }
}
