package io.sensorplatform.auth.webhook;

import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import io.sensorplatform.auth.delivery.DeliverySettings;
import io.sensorplatform.auth.delivery.Event;
import io.sensorplatform.auth.delivery.EventType;
import io.sensorplatform.auth.delivery.Events;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes webhooks: the change and its audit, both or none. */
@Component
class WebhookChanges {

  private final Webhooks webhooks;
  private final Events events;
  private final AuditLog audit;
  private final DeliverySettings settings;
  private final SecureRandom random;
  private final Clock clock;
  private final TransactionTemplate transaction;

  WebhookChanges(
      Webhooks webhooks,
      Events events,
      AuditLog audit,
      DeliverySettings settings,
      SecureRandom random,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.webhooks = webhooks;
    this.events = events;
    this.audit = audit;
    this.settings = settings;
    this.random = random;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** A webhook with its secret, which is told only now. */
  record Created(Webhook webhook, WebhookSecret secret) {}

  Created create(String caller, String tenant, WebhookRequest request) {
    request.check(true, settings);
    byte[] id = new byte[10];
    random.nextBytes(id);
    var webhook =
        new Webhook(
            "whk_" + HexFormat.of().formatHex(id),
            tenant,
            java.util.Objects.requireNonNull(request.url()),
            request.eventsOr(List.of()),
            Boolean.TRUE.equals(request.disabled()),
            clock.instant());
    WebhookSecret secret = WebhookSecret.random(random);
    transaction.executeWithoutResult(status -> {
      if (!webhooks.create(webhook, secret, settings.maxPerTenant())) {
        throw new ProblemException(
            ProblemCode.WEBHOOK_LIMIT_REACHED,
            "The tenant has %d webhooks.".formatted(settings.maxPerTenant()));
      }
      write(caller, "webhook.create", webhook, described(webhook));
    });
    return new Created(webhook, secret);
  }

  Webhook change(String caller, String webhookId, WebhookRequest request) {
    request.check(false, settings);
    return transaction.execute(status -> {
      Webhook before = webhooks.lock(webhookId).orElseThrow(WebhookChanges::notFound);
      var after =
          new Webhook(
              webhookId,
              before.tenant(),
              request.url() == null ? before.url() : request.url(),
              request.eventsOr(before.events()),
              request.disabled() == null ? before.disabled() : request.disabled(),
              before.createdAt());
      if (!after.equals(before)) {
        webhooks.save(after);
        write(caller, "webhook.update", after, described(after));
      }
      return after;
    });
  }

  WebhookSecret replaceSecret(String caller, Webhook webhook) {
    WebhookSecret secret = WebhookSecret.random(random);
    transaction.executeWithoutResult(status -> {
      webhooks.replaceSecret(
          webhook.webhookId(), secret, clock.instant().plus(settings.secretOverlap()));
      write(caller, "webhook.secret", webhook, null);
    });
    return secret;
  }

  void delete(String caller, Webhook webhook) {
    transaction.executeWithoutResult(status -> {
      webhooks.delete(webhook.webhookId());
      write(caller, "webhook.delete", webhook, described(webhook));
    });
  }

  /** The delivery's id. */
  String test(String caller, Webhook webhook) {
    return transaction.execute(status -> {
      String delivery =
          events
              .addFor(
                  webhook.webhookId(),
                  new Event(
                      EventType.WEBHOOK_TEST, webhook.tenant(), Map.of("requestedBy", caller)))
              .orElseThrow(WebhookChanges::notFound);
      write(caller, "webhook.test", webhook, null);
      return delivery;
    });
  }

  private void write(
      String caller,
      String what,
      Webhook webhook,
      @org.jspecify.annotations.Nullable String detail) {
    audit.write(Act.done(caller, what, webhook.webhookId(), webhook.tenant(), detail));
  }

  /** Of the URL only the host: some receivers have their secret in the path. */
  private static String described(Webhook webhook) {
    return "host: %s; events: %s; disabled: %s"
        .formatted(
            URI.create(webhook.url()).getHost(),
            webhook.events().isEmpty() ? "all" : String.join(" ", webhook.events()),
            webhook.disabled());
  }

  static ProblemException notFound() {
    return new ProblemException(ProblemCode.WEBHOOK_NOT_FOUND, "There is no webhook with this id.");
  }
}
