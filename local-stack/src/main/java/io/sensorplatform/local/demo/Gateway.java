package io.sensorplatform.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public API as a well-behaved device uses it: told to slow down (429) or that the platform
 * cannot take it now (503), it waits as long as Retry-After says and sends the same again. Readings
 * may be repeated safely: they are identified by sensor and instant.
 */
final class Gateway {
  static final JsonMapper JSON = JsonMapper.shared();

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(8);

  private final URI base;
  private final Duration patience;
  private final Clock clock;
  private final Waits waits;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** Hears of every wait, before it begins. */
  interface Waits {
    void begin(String reason, Duration length);
  }

  /**
   * @param patience how long one request is repeated before the demo gives up
   */
  Gateway(URI base, Duration patience, Clock clock, Waits waits) {
    this.base = base;
    this.patience = patience;
    this.clock = clock;
    this.waits = waits;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER_TIMEOUT);
  }

  /** The answer, whatever its status, once it is neither 429 nor 503. */
  HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    Instant giveUp = clock.instant().plus(patience);
    for (int attempt = 0; ; attempt++) {
      String reason;
      Duration wait;
      try {
        var response =
            http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() != 429 && response.statusCode() != 503) {
          return response;
        }
        reason = describe(response);
        wait = retryAfter(response, attempt);
      } catch (IOException e) {
        reason = e.getClass().getSimpleName() + " at " + base;
        wait = backoff(attempt);
      }
      if (clock.instant().plus(wait).isAfter(giveUp)) {
        throw new DemoFailedException("gave up after " + patience.toSeconds() + " s: " + reason);
      }
      waits.begin(reason, wait);
      // "Now" is still not a reason to ask in a tight loop.
      TimeUnit.NANOSECONDS.sleep(Math.max(wait.toNanos(), SHORTEST_WAIT.toNanos()));
    }
  }

  /** Retry-After is seconds or an HTTP date (RFC 9110 s10.2.3). */
  private Duration retryAfter(HttpResponse<?> response, int attempt) {
    String value = response.headers().firstValue("Retry-After").orElse("").strip();
    try {
      if (value.matches("[0-9]{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(value));
      }
      if (!value.isEmpty()) {
        Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        Duration until = Duration.between(clock.instant(), date);
        return until.isNegative() ? Duration.ZERO : until;
      }
    } catch (DateTimeException e) {
      // Neither: as if nothing was said.
    }
    return backoff(attempt);
  }

  private static Duration backoff(int attempt) {
    Duration wait = Duration.ofMillis(250).multipliedBy(1L << Math.min(attempt, 10));
    return wait.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait;
  }

  /** The status and, of a problem document, what helps (RFC 9457). */
  static String describe(HttpResponse<String> response) {
    String status = Integer.toString(response.statusCode());
    try {
      JsonNode problem = JSON.readTree(response.body());
      StringBuilder text = new StringBuilder(status);
      for (String member : new String[] {"code", "error", "detail", "hint", "traceId"}) {
        String value = problem.path(member).asString("");
        if (!value.isEmpty()) {
          text.append(member.equals("traceId") ? ", trace " : " ").append(value);
        }
      }
      return text.toString();
    } catch (JacksonException e) {
      return status;
    }
  }
}
