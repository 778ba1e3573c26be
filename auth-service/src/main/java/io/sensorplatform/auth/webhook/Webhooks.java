package io.sensorplatform.auth.webhook;

import io.sensorplatform.auth.signing.KeyBox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The webhooks that are kept, their secrets encrypted. */
@Component
class Webhooks {

  private static final String SELECT =
      "select webhook_id, tenant, url, events, disabled, created_at from webhook";

  private final JdbcClient jdbc;
  private final KeyBox box;

  Webhooks(JdbcClient jdbc, KeyBox box) {
    this.jdbc = jdbc;
    this.box = box;
  }

  /** False if the tenant has as many as it may. */
  boolean create(Webhook webhook, WebhookSecret secret, int maxPerTenant) {
    // Or two at once could both take the last place.
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended('webhook ' || ?, 0))")
        .param(webhook.tenant())
        .query((row, number) -> true)
        .single();
    return jdbc.sql(
                """
                insert into webhook
                  (webhook_id, tenant, url, events, encrypted_secret, disabled, created_at)
                select :id, :tenant, :url, :events, :secret, :disabled, :now
                where :max > (select count(*) from webhook where tenant = :tenant)
                """)
            .param("id", webhook.webhookId())
            .param("tenant", webhook.tenant())
            .param("url", webhook.url())
            .param("events", webhook.events().toArray(String[]::new))
            .param("secret", box.close(secret.bytes(), webhook.webhookId()))
            .param("disabled", webhook.disabled())
            .param("now", Timestamp.from(webhook.createdAt()))
            .param("max", maxPerTenant)
            .update()
        > 0;
  }

  List<Webhook> list(String tenant) {
    return jdbc.sql(SELECT + " where tenant = ? order by created_at, webhook_id")
        .param(tenant)
        .query((row, number) -> of(row))
        .list();
  }

  Optional<Webhook> find(String webhookId) {
    return jdbc.sql(SELECT + " where webhook_id = ?")
        .param(webhookId)
        .query((row, number) -> of(row))
        .optional();
  }

  /** The webhook, which nobody else changes until the end of the transaction. */
  Optional<Webhook> lock(String webhookId) {
    return jdbc.sql(SELECT + " where webhook_id = ? for update")
        .param(webhookId)
        .query((row, number) -> of(row))
        .optional();
  }

  void save(Webhook webhook) {
    jdbc.sql("update webhook set url = ?, events = ?, disabled = ? where webhook_id = ?")
        .params(
            webhook.url(),
            webhook.events().toArray(String[]::new),
            webhook.disabled(),
            webhook.webhookId())
        .update();
  }

  /**
   * @param previousUntil how long the secret before is used, too
   */
  void replaceSecret(String webhookId, WebhookSecret secret, Instant previousUntil) {
    jdbc.sql(
            """
            update webhook set previous_secret = encrypted_secret, previous_until = ?,
              encrypted_secret = ?
            where webhook_id = ?
            """)
        .params(Timestamp.from(previousUntil), box.close(secret.bytes(), webhookId), webhookId)
        .update();
  }

  /** With its deliveries. */
  void delete(String webhookId) {
    jdbc.sql("delete from webhook where webhook_id = ?").param(webhookId).update();
  }

  private static Webhook of(ResultSet row) throws SQLException {
    return new Webhook(
        row.getString("webhook_id"),
        row.getString("tenant"),
        row.getString("url"),
        List.of((String[]) row.getArray("events").getArray()),
        row.getBoolean("disabled"),
        row.getTimestamp("created_at").toInstant());
  }
}
