package io.sensorplatform.auth.webhook;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sensorplatform.auth.delivery.Deliveries;
import io.sensorplatform.auth.delivery.Delivery;
import io.sensorplatform.auth.device.DeviceAccess;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Webhooks over HTTP, for who administers the tenant's devices. */
@RestController
@RequestMapping("/v1/webhooks")
class WebhookApi {

  private static final int MAX_LIMIT = 1_000;
  private static final Set<String> STATES = Set.of("waiting", "delivered", "failed");

  private final Webhooks webhooks;
  private final WebhookChanges changes;
  private final Deliveries deliveries;
  private final DeviceAccess access;

  WebhookApi(
      Webhooks webhooks, WebhookChanges changes, Deliveries deliveries, DeviceAccess access) {
    this.webhooks = webhooks;
    this.changes = changes;
    this.deliveries = deliveries;
    this.access = access;
  }

  /**
   * @param secret what deliveries are signed with; told only in this answer
   */
  record NewWebhook(@JsonUnwrapped Webhook webhook, String secret) {}

  record NewSecret(String secret) {}

  record Queued(String deliveryId) {}

  record All(List<Webhook> items) {}

  /**
   * @param nextCursor where the next page starts; null on the last
   */
  record Page(List<Delivery> items, @Nullable String nextCursor) {}

  @PostMapping
  ResponseEntity<NewWebhook> create(VerifiedToken caller, @RequestBody WebhookRequest request) {
    String tenant = access.tenant(caller, request.tenant());
    WebhookChanges.Created created = changes.create(caller.subject(), tenant, request);
    return ResponseEntity.created(URI.create("/v1/webhooks/" + created.webhook().webhookId()))
        .body(new NewWebhook(created.webhook(), created.secret().told()));
  }

  @GetMapping
  All list(VerifiedToken caller, @RequestParam(required = false) @Nullable String tenant) {
    return new All(webhooks.list(access.tenant(caller, tenant)));
  }

  @GetMapping("/{webhookId}")
  Webhook one(VerifiedToken caller, @PathVariable String webhookId) {
    return find(caller, webhookId);
  }

  @PatchMapping("/{webhookId}")
  Webhook change(
      VerifiedToken caller, @PathVariable String webhookId, @RequestBody WebhookRequest request) {
    return changes.change(caller.subject(), find(caller, webhookId).webhookId(), request);
  }

  /** The secret before signs, too, for a day. */
  @PostMapping("/{webhookId}/secret")
  @ResponseStatus(HttpStatus.CREATED)
  NewSecret replaceSecret(VerifiedToken caller, @PathVariable String webhookId) {
    return new NewSecret(changes.replaceSecret(caller.subject(), find(caller, webhookId)).told());
  }

  @DeleteMapping("/{webhookId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(VerifiedToken caller, @PathVariable String webhookId) {
    changes.delete(caller.subject(), find(caller, webhookId));
  }

  /** Sends an event of type {@code webhook.test}, also to a webhook that is disabled. */
  @PostMapping("/{webhookId}/test")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Queued test(VerifiedToken caller, @PathVariable String webhookId) {
    return new Queued(changes.test(caller.subject(), find(caller, webhookId)));
  }

  /** Newest first. */
  @GetMapping("/{webhookId}/deliveries")
  Page deliveries(
      VerifiedToken caller,
      @PathVariable String webhookId,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    Webhook webhook = find(caller, webhookId);
    require(state == null || STATES.contains(state), "'state' is waiting, delivered or failed.");
    require(limit >= 1 && limit <= MAX_LIMIT, "'limit' must be 1 to %d.".formatted(MAX_LIMIT));
    require(
        cursor == null || cursor.matches("msg_[0-9a-f]{32}"),
        "'cursor' is not one that a page before gave.");
    List<Delivery> found = deliveries.list(webhook.webhookId(), state, cursor, limit + 1);
    if (found.size() <= limit) {
      return new Page(found, null);
    }
    List<Delivery> page = found.subList(0, limit);
    return new Page(page, page.getLast().deliveryId());
  }

  /** To everybody else the webhooks of another tenant do not exist. */
  private Webhook find(VerifiedToken caller, String webhookId) {
    caller.require(Scopes.DEVICES_ADMIN);
    Webhook webhook = isId(webhookId) ? webhooks.find(webhookId).orElse(null) : null;
    if (webhook == null || !access.reaches(caller, webhook.tenant())) {
      throw WebhookChanges.notFound();
    }
    return webhook;
  }

  private static boolean isId(String text) {
    return text.matches("whk_[0-9a-f]{20}");
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new ProblemException(ProblemCode.INVALID_PARAMETER, otherwise);
    }
  }
}
