package io.sensorplatform.local.access;

import io.sensorplatform.local.stack.Stack;
import io.sensorplatform.local.stack.StackStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pipeline again and again, as the gateway tells it, or as the services themselves do while it
 * does not. Never waits for long.
 */
public final class PipelineFeed {
  /** Longer than the gateway asks the services. */
  private static final Duration GATEWAY = Duration.ofSeconds(3);

  private static final Duration SERVICE = Duration.ofSeconds(1);

  private final Stack stack;
  private final Clock clock = Clock.systemUTC();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(SERVICE).build();
  private @Nullable CompletableFuture<String> token;
  private @Nullable Instant silentSince;
  private final Map<String, Instant> servicesSilentSince = new HashMap<>();

  public PipelineFeed(Stack stack) {
    this.stack = stack;
  }

  /** The document of now; with a member {@code gateway} if the gateway did not tell it. */
  public JsonNode ask() throws InterruptedException {
    try {
      JsonNode told = askGateway();
      silentSince = null;
      servicesSilentSince.clear();
      return told;
    } catch (AccessException e) {
      if (silentSince == null) {
        silentSince = clock.instant();
      }
      return askServices(silentSince, String.valueOf(e.getMessage()));
    }
  }

  private JsonNode askGateway() throws InterruptedException {
    URI uri = stack.gateway().resolve("/v1/pipeline");
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token())
                .timeout(GATEWAY)
                .build());
    if (answer.statusCode() == 401) {
      Access.to(stack).forgetOperatorToken();
      token = null;
    }
    return Calls.json(answer);
  }

  /** Signing in is patient; whoever watches is not. */
  private String token() throws InterruptedException {
    CompletableFuture<String> asked = token;
    // Asked each time: the one at hand is renewed before it ends.
    if (asked == null || asked.isDone()) {
      asked = CompletableFuture.supplyAsync(() -> Access.to(stack).operatorToken());
      token = asked;
    }
    try {
      return asked.get(GATEWAY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AccessException("no token within " + GATEWAY.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AccessException refused
          ? refused
          : new AccessException("no token: " + e.getCause(), e);
    }
  }

  private JsonNode askServices(Instant since, String why) throws InterruptedException {
    var stages = new ServiceStages(clock.instant());
    for (StackStatus.ComponentStatus component : stack.status().components()) {
      if (component.managementUrl() != null) {
        String service = component.name().replace("-service", "");
        try {
          URI uri = URI.create(component.managementUrl() + "/actuator/pipeline");
          stages.told(Calls.json(send(HttpRequest.newBuilder(uri).timeout(SERVICE).build())));
          servicesSilentSince.remove(service);
        } catch (AccessException e) {
          Instant first = servicesSilentSince.computeIfAbsent(service, unused -> clock.instant());
          stages.silent(service, first, String.valueOf(e.getMessage()));
        }
      }
    }
    ObjectNode document = stages.document();
    document.putObject("gateway").put("silentSince", since.toString()).put("why", why);
    return document;
  }

  private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw new AccessException("no answer in time", e);
    } catch (IOException e) {
      throw new AccessException("cannot be reached", e);
    }
  }
}
