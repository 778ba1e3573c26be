package io.sensorplatform.auth.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events down for each webhook that wants them, in the transaction of what happened: neither
 * is there without the other. They are sent behind it.
 */
@Component
public final class Events {

  private static final String INSERT =
      """
      insert into webhook_delivery
        (delivery_id, webhook_id, event, payload, state, created_at, attempts, next_attempt_at)
      select 'msg_' || replace(gen_random_uuid()::text, '-', ''), webhook_id, :event, :payload,
        'waiting', :now, 0, :now
      from webhook
      """;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final JsonMapper json;

  Events(JdbcClient jdbc, Clock clock, JsonMapper json) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.json = json;
  }

  public void add(Event event) {
    insert(
        event,
        """
        where tenant = :tenant and not disabled and (events = '{}' or :event = any(events))
        """,
        "tenant",
        event.tenant());
  }

  /** For one webhook, whatever it wants; the delivery's id, empty if the webhook is gone. */
  public Optional<String> addFor(String webhookId, Event event) {
    return insert(event, "where webhook_id = :webhook", "webhook", webhookId).stream().findFirst();
  }

  private List<String> insert(Event event, String which, String name, String value) {
    Instant now = clock.instant();
    return jdbc.sql(INSERT + which + " returning delivery_id")
        .param("event", event.type().told())
        .param("payload", json.writeValueAsString(event.payload(now)))
        .param("now", Timestamp.from(now))
        .param(name, value)
        .query((row, number) -> row.getString("delivery_id"))
        .list();
  }
}
