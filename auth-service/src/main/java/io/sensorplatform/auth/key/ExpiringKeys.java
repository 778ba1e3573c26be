package io.sensorplatform.auth.key;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.delivery.Event;
import io.sensorplatform.auth.delivery.EventType;
import io.sensorplatform.auth.delivery.Events;
import io.sensorplatform.auth.store.StoreOutage;
import io.sensorplatform.defaults.log.Runbook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Warns of keys that expire soon, once per key at 14, 7 and 1 days before, and when they have
 * expired, whichever instance comes first: as a log line, in the audit log and to webhooks. Of
 * disabled devices nobody needs a new key.
 */
@Component
class ExpiringKeys {

  private static final Logger log = LoggerFactory.getLogger(ExpiringKeys.class);

  /** From the longest on. */
  private static final List<Integer> DAYS = List.of(14, 7, 1);

  private final JdbcClient jdbc;
  private final Clock clock;
  private final AuditLog audit;
  private final Events events;
  private final TransactionTemplate transaction;
  private final Map<Integer, AtomicLong> counts = new LinkedHashMap<>();

  ExpiringKeys(
      JdbcClient jdbc,
      Clock clock,
      AuditLog audit,
      Events events,
      PlatformTransactionManager transactions,
      MeterRegistry meters) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.audit = audit;
    this.events = events;
    this.transaction = new TransactionTemplate(transactions);
    for (int days : DAYS) {
      var count = new AtomicLong();
      counts.put(days, count);
      Gauge.builder("sensor.auth.keys.expiring", count, AtomicLong::get)
          .description("Live keys of enabled devices that expire within this time")
          .tag("within", days + "d")
          .register(meters);
    }
  }

  private record Warning(
      String keyId, String clientId, String tenant, String name, Instant expiresAt, int days) {

    /** The key is good no more. */
    static final int EXPIRED = 0;

    static Warning of(ResultSet row) throws SQLException {
      return new Warning(
          row.getString("key_id"),
          row.getString("client_id"),
          row.getString("tenant"),
          row.getString("name"),
          row.getTimestamp("expires_at").toInstant(),
          row.getInt("warned_days"));
    }

    boolean isExpired() {
      return days == EXPIRED;
    }

    Act act() {
      return Act.done(
          Act.PLATFORM,
          isExpired() ? "key.expired" : "key.expiring",
          clientId + "/" + keyId,
          tenant,
          isExpired() ? "at " + expiresAt : "within %d days, at %s".formatted(days, expiresAt));
    }

    Event event() {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("clientId", clientId);
      data.put("name", name);
      data.put("keyId", keyId);
      data.put("expiresAt", expiresAt.toString());
      if (!isExpired()) {
        data.put("withinDays", days);
      }
      return new Event(isExpired() ? EventType.KEY_EXPIRED : EventType.KEY_EXPIRING, tenant, data);
    }

    void log() {
      if (isExpired()) {
        log.atWarn()
            .addKeyValue(Runbook.KEY, Runbook.KEYS_EXPIRING)
            .log(
                "Key {} of device {} ({}, tenant {}) expired at {}",
                keyId,
                clientId,
                name,
                tenant,
                expiresAt);
      } else {
        log.atWarn()
            .addKeyValue(Runbook.KEY, Runbook.KEYS_EXPIRING)
            .log(
                "Key {} of device {} ({}, tenant {}) expires within {} days, at {}",
                keyId,
                clientId,
                name,
                tenant,
                days,
                expiresAt);
      }
    }
  }

  @Scheduled(
      fixedDelayString = "${platform.auth.key-expiry-interval:10m}",
      initialDelayString = "${platform.auth.key-expiry-initial-delay:5s}")
  void look() {
    Instant now = clock.instant();
    try {
      counts.forEach((days, count) -> count.set(count(now, days)));
      warn(now).forEach(Warning::log);
    } catch (NestedRuntimeException e) {
      if (!StoreOutage.is(e)) {
        throw e;
      }
      log.atWarn()
          .addKeyValue(Runbook.KEY, Runbook.KEYS_EXPIRING)
          .log("Could not look for keys that expire soon; trying again later");
    }
  }

  private long count(Instant now, int days) {
    return jdbc.sql(
            """
            select count(*) from device_key join device using (client_id)
            where revoked_at is null and disabled_at is null and expires_at > ? and expires_at <= ?
            """)
        .params(Timestamp.from(now), Timestamp.from(now.plus(Duration.ofDays(days))))
        .query(Long.class)
        .single();
  }

  private List<Warning> warn(Instant now) {
    return transaction.execute(status -> {
      List<Warning> warnings =
          jdbc.sql(
                  """
                  update device_key set warned_days = due.days
                  from (
                    select key_id, device.tenant, device.name,
                      case when expires_at <= :now then 0 when expires_at <= :in1 then 1
                        when expires_at <= :in7 then 7 else 14 end as days
                    from device_key join device using (client_id)
                    where revoked_at is null and disabled_at is null
                      and expires_at > :recently and expires_at <= :in14
                  ) due
                  where device_key.key_id = due.key_id
                    and (warned_days is null or warned_days > due.days)
                  returning device_key.key_id, client_id, due.tenant, due.name, expires_at,
                    warned_days
                  """)
              .param("now", Timestamp.from(now))
              // Of those that expired while nobody looked it is too late to tell.
              .param("recently", Timestamp.from(now.minus(Duration.ofDays(1))))
              .param("in1", Timestamp.from(now.plus(Duration.ofDays(1))))
              .param("in7", Timestamp.from(now.plus(Duration.ofDays(7))))
              .param("in14", Timestamp.from(now.plus(Duration.ofDays(14))))
              .query((row, number) -> Warning.of(row))
              .list();
      warnings.stream().map(Warning::event).forEach(events::add);
      audit.write(warnings.stream().map(Warning::act).toList());
      return warnings;
    });
  }
}
