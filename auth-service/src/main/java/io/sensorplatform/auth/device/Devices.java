package io.sensorplatform.auth.device;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The devices that are kept. */
@Component
public final class Devices {

  /** What {@link #of} reads. */
  public static final String COLUMNS =
      "device.client_id, device.tenant, device.name, device.sensors,"
          + " device.disabled_at is not null as disabled, device.created_at";

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
  Optional<Device> create(String tenant, String name, List<String> sensors, String createdBy) {
    var device = new Device(newId(), tenant, name, sensors, false, clock.instant());
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

  /** Devices of the tenant by name, from behind {@code after} on. */
  List<Device> list(String tenant, @Nullable String name, @Nullable String after, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + """
                 from device
                 where tenant = :tenant
                   and (:name::text is null or name = :name)
                   and (:after::text is null or name > :after)
                 order by name limit :limit
                """)
        .param("tenant", tenant)
        .param("name", name)
        .param("after", after)
        .param("limit", limit)
        .query((row, number) -> of(row))
        .list();
  }

  /** The device in the row, which holds {@link #COLUMNS}. */
  public static Device of(ResultSet row) throws SQLException {
    return new Device(
        row.getString("client_id"),
        row.getString("tenant"),
        row.getString("name"),
        List.of((String[]) row.getArray("sensors").getArray()),
        row.getBoolean("disabled"),
        row.getTimestamp("created_at").toInstant());
  }

  private String newId() {
    var id = new StringBuilder(ID_PREFIX);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    return id.toString();
  }
}
