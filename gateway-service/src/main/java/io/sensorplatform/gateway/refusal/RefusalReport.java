package io.sensorplatform.gateway.refusal;

import io.sensorplatform.defaults.log.Runbook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells auth-service of refused attempts, on a thread of its own. While auth-service is away they
 * are counted on and told later; what was counted in the last seconds is lost if the process is
 * killed.
 */
@Component
final class RefusalReport implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RefusalReport.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RefusedAttempts attempts;
  private final RefusalSettings settings;
  private final HttpClient http;
  private boolean told = true;
  private @Nullable ScheduledExecutorService thread;

  RefusalReport(RefusedAttempts attempts, RefusalSettings settings) {
    this.attempts = attempts;
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .build();
  }

  @Override
  public void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("refusal-report").daemon(true).factory());
    long every = settings.interval().toMillis();
    started.scheduleWithFixedDelay(this::tell, every, every, TimeUnit.MILLISECONDS);
    thread = started;
  }

  @Override
  public void stop() {
    ScheduledExecutorService running = thread;
    thread = null;
    if (running != null) {
      running.shutdown();
      try {
        if (running.awaitTermination(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
          tell();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      http.shutdownNow();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** After the public port has closed, so that nothing more is counted. */
  @Override
  public int getPhase() {
    return -500;
  }

  private void tell() {
    List<RefusedAttempts.Counted> taken = attempts.take();
    URI base = settings.url();
    if (taken.isEmpty() || base == null) {
      return;
    }
    try {
      int status = send(base.resolve("/actuator/refusals"), taken);
      if (status / 100 == 2) {
        told = true;
        return;
      }
      keep(taken, "it answers " + status);
    } catch (IOException e) {
      keep(taken, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      attempts.giveBack(taken);
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.AUTH_UNAVAILABLE)
          .setCause(e)
          .log("Refused attempts are not told");
    }
  }

  /** As a text in the JSON: Spring's endpoints take nothing deeper. */
  private int send(URI target, List<RefusedAttempts.Counted> taken)
      throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(target)
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        JSON.writeValueAsBytes(Map.of("attempts", JSON.writeValueAsString(taken)))))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private void keep(List<RefusedAttempts.Counted> taken, String why) {
    attempts.giveBack(taken);
    if (told) {
      log.warn("auth-service takes no refused attempts for the audit ({}); trying on", why);
    }
    told = false;
  }
}
