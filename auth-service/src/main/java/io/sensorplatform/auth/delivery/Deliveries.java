package io.sensorplatform.auth.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The deliveries that are kept. */
@Component
public class Deliveries {

  private final JdbcClient jdbc;

  Deliveries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A delivery that is this instance's to attempt, for a while.
   *
   * @param attempts this one included
   */
  record Claimed(
      String deliveryId,
      String webhookId,
      String url,
      byte[] encryptedSecret,
      byte @Nullable [] previousSecret,
      String payload,
      int attempts) {}

  /** What is due, for nobody else until the lease ends: of two instances each gets other ones. */
  List<Claimed> claim(Instant now, Duration lease, int limit) {
    return jdbc.sql(
            """
            update webhook_delivery
            set attempts = attempts + 1, last_attempt_at = :now, next_attempt_at = :leaseEnd
            from webhook
            where webhook.webhook_id = webhook_delivery.webhook_id and delivery_id in (
              select delivery_id from webhook_delivery
              where state = 'waiting' and next_attempt_at <= :now
              order by next_attempt_at limit :limit for update skip locked)
            returning delivery_id, webhook.webhook_id, url, encrypted_secret,
              case when previous_until > :now then previous_secret end as previous_secret,
              payload, attempts
            """)
        .param("now", Timestamp.from(now))
        .param("leaseEnd", Timestamp.from(now.plus(lease)))
        .param("limit", limit)
        .query((row, number) ->
            new Claimed(
                row.getString("delivery_id"),
                row.getString("webhook_id"),
                row.getString("url"),
                row.getBytes("encrypted_secret"),
                row.getBytes("previous_secret"),
                row.getString("payload"),
                row.getInt("attempts")))
        .list();
  }

  /** Changes nothing if another instance has taken it over meanwhile. */
  void finish(Claimed delivery, String state, Instant next, String outcome) {
    jdbc.sql(
            """
            update webhook_delivery set state = ?, next_attempt_at = ?, outcome = ?
            where delivery_id = ? and attempts = ? and state = 'waiting'
            """)
        .params(state, Timestamp.from(next), outcome, delivery.deliveryId(), delivery.attempts())
        .update();
  }

  void deleteBefore(Instant time) {
    jdbc.sql("delete from webhook_delivery where created_at < ?")
        .param(Timestamp.from(time))
        .update();
  }

  long waiting() {
    return jdbc.sql("select count(*) from webhook_delivery where state = 'waiting'")
        .query(Long.class)
        .single();
  }

  /**
   * The newest first.
   *
   * @param before id of a delivery: those that are older; null: from the newest on
   */
  public List<Delivery> list(
      String webhookId, @Nullable String state, @Nullable String before, int limit) {
    return jdbc.sql(
            """
            select delivery_id, event, state, created_at, attempts, next_attempt_at,
              last_attempt_at, outcome
            from webhook_delivery
            where webhook_id = :webhook
              and (:state::text is null or state = :state)
              and (:before::text is null or (created_at, delivery_id) < (
                select created_at, delivery_id from webhook_delivery
                where delivery_id = :before and webhook_id = :webhook))
            order by created_at desc, delivery_id desc limit :limit
            """)
        .param("webhook", webhookId)
        .param("state", state)
        .param("before", before)
        .param("limit", limit)
        .query((row, number) -> listed(row))
        .list();
  }

  private static Delivery listed(ResultSet row) throws SQLException {
    Timestamp last = row.getTimestamp("last_attempt_at");
    String state = row.getString("state");
    return new Delivery(
        row.getString("delivery_id"),
        row.getString("event"),
        state,
        row.getTimestamp("created_at").toInstant(),
        row.getInt("attempts"),
        state.equals("waiting") ? row.getTimestamp("next_attempt_at").toInstant() : null,
        last == null ? null : last.toInstant(),
        row.getString("outcome"));
  }
}
