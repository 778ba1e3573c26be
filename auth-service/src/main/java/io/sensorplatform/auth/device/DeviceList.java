package io.sensorplatform.auth.device;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Devices as operators look at them: with what is to be known of their keys. */
@Component
class DeviceList {

  private static final String SELECT =
      "select "
          + Devices.COLUMNS
          + """
          , keys.live, keys.next_expiry from device
          left join lateral (
            select count(*) as live, min(expires_at) as next_expiry from device_key
            where client_id = device.client_id and revoked_at is null and expires_at > :now
          ) keys on true
          """;

  private final JdbcClient jdbc;
  private final Clock clock;

  DeviceList(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param liveKeys how many of its keys are good now
   * @param nextKeyExpiry when the first of these expires; null if there is none
   */
  record Listed(@JsonUnwrapped Device device, int liveKeys, @Nullable Instant nextKeyExpiry) {}

  /**
   * Which devices are asked for; null: any.
   *
   * @param sensor an id or a prefix of ids: those that may write any of it
   * @param keysExpireBefore with a live key that expires before
   */
  record Filter(
      @Nullable String name,
      @Nullable String namePrefix,
      @Nullable Boolean disabled,
      @Nullable String sensor,
      @Nullable Instant keysExpireBefore) {}

  Optional<Listed> one(String clientId) {
    return jdbc.sql(SELECT + " where device.client_id = :clientId")
        .param("clientId", clientId)
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) -> of(row))
        .optional();
  }

  /** Devices of the tenant by name, from behind {@code after} on. */
  List<Listed> list(String tenant, Filter filter, @Nullable String after, int limit) {
    Instant expiry = filter.keysExpireBefore();
    return jdbc.sql(
            SELECT
                + """
                 where device.tenant = :tenant
                   and (:name::text is null or device.name = :name)
                   and (:prefix::text is null or starts_with(device.name, :prefix))
                   and (:disabled::boolean is null or (device.disabled_at is not null) = :disabled)
                   and (:sensor::text is null or exists (
                     select from unnest(device.sensors) prefix
                     where starts_with(prefix, :sensor) or starts_with(:sensor, prefix)))
                   and (:expiry::timestamptz is null or keys.next_expiry < :expiry)
                   and (:after::text is null or device.name > :after)
                 order by device.name limit :limit
                """)
        .param("tenant", tenant)
        .param("name", filter.name())
        .param("prefix", filter.namePrefix())
        .param("disabled", filter.disabled())
        .param("sensor", filter.sensor())
        .param("expiry", expiry == null ? null : Timestamp.from(expiry))
        .param("after", after)
        .param("limit", limit)
        .param("now", Timestamp.from(clock.instant()))
        .query((row, number) -> of(row))
        .list();
  }

  private static Listed of(ResultSet row) throws SQLException {
    Timestamp expiry = row.getTimestamp("next_expiry");
    return new Listed(
        Devices.of(row), row.getInt("live"), expiry == null ? null : expiry.toInstant());
  }
}
