package io.sensorplatform.auth.device;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The devices that are kept. */
@Component
public final class Devices {

  /** What {@link #of} reads. */
  public static final String COLUMNS =
      "device.client_id, device.tenant, device.name, device.sensors,"
          + " device.disabled_at is not null as disabled, device.created_at, device.version";

  private static final String ID_PREFIX = "dev_";
  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_LENGTH = 16;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final SecureRandom random;

  Devices(JdbcClient jdbc, Clock clock, SecureRandom random) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.random = random;
  }

  /** The new device; empty if the tenant has one of this name. */
  public Optional<Device> create(
      String tenant, String name, List<String> sensors, String createdBy) {
    var device = new Device(newId(), tenant, name, sensors, false, clock.instant(), 1);
    int created =
        jdbc.sql(
                """
                insert into device (client_id, tenant, name, sensors, created_at, created_by)
                values (?, ?, ?, ?, ?, ?) on conflict (tenant, name) do nothing
                """)
            .params(
                device.clientId(),
                tenant,
                name,
                sensors.toArray(String[]::new),
                Timestamp.from(device.createdAt()),
                createdBy)
            .update();
    return created == 0 ? Optional.empty() : Optional.of(device);
  }

  public Optional<Device> find(String clientId) {
    return jdbc.sql("select " + COLUMNS + " from device where client_id = ?")
        .param(clientId)
        .query((row, number) -> of(row))
        .optional();
  }

  /** The device, which nobody else changes until the end of the transaction. */
  public Optional<Device> lock(String clientId) {
    return jdbc.sql("select " + COLUMNS + " from device where client_id = ? for update")
        .param(clientId)
        .query((row, number) -> of(row))
        .optional();
  }

  /**
   * Keeps the device as it is now; to be locked before.
   *
   * @throws DuplicateKeyException if the tenant has another one of this name
   */
  void save(Device device) {
    jdbc.sql(
            """
            update device set name = :name, sensors = :sensors, version = :version,
              disabled_at = case when :disabled then coalesce(disabled_at, :now) end
            where client_id = :clientId
            """)
        .param("name", device.name())
        .param("sensors", device.sensors().toArray(String[]::new))
        .param("version", device.version())
        .param("disabled", device.disabled())
        .param("now", Timestamp.from(clock.instant()))
        .param("clientId", device.clientId())
        .update();
  }

  /** With its keys. */
  void delete(String clientId) {
    jdbc.sql("delete from device where client_id = ?").param(clientId).update();
  }

  /** The device in the row, which holds {@link #COLUMNS}. */
  public static Device of(ResultSet row) throws SQLException {
    return new Device(
        row.getString("client_id"),
        row.getString("tenant"),
        row.getString("name"),
        List.of((String[]) row.getArray("sensors").getArray()),
        row.getBoolean("disabled"),
        row.getTimestamp("created_at").toInstant(),
        row.getLong("version"));
  }

  private String newId() {
    var id = new StringBuilder(ID_PREFIX);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    return id.toString();
  }
}
