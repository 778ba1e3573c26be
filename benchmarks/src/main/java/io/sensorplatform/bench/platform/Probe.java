package io.sensorplatform.bench.platform;

import io.sensorplatform.bench.load.Times;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Posts a reading and asks for it until it is there, again and again. */
public final class Probe {

  private static final String SENSOR = BenchPlatform.PREFIX + "probe";
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final Duration GIVE_UP = Duration.ofMinutes(1);
  private static final Pattern OBSERVED_AT = Pattern.compile("\"observedAt\":\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI gateway;
  private final String token;

  public Probe(URI gateway, String token) {
    this.gateway = gateway;
    this.token = token;
  }

  /** The times from each 202 to the answer that holds the reading. */
  public Times run(Duration during) throws IOException, InterruptedException {
    var times = new Times();
    long end = System.nanoTime() + during.toNanos();
    while (System.nanoTime() < end) {
      Instant observedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
      post(observedAt);
      long acknowledged = System.nanoTime();
      while (latest().isBefore(observedAt)) {
        if (System.nanoTime() - acknowledged > GIVE_UP.toNanos()) {
          throw new IllegalStateException("acknowledged, and not there after " + GIVE_UP);
        }
        Thread.sleep(PAUSE);
      }
      times.add(System.nanoTime() - acknowledged);
    }
    return times;
  }

  private void post(Instant observedAt) throws IOException, InterruptedException {
    String body =
        "{\"sensorId\":\"%s\",\"observedAt\":\"%s\",\"value\":1}".formatted(SENSOR, observedAt);
    var answer =
        http.send(
            request("/v1/readings")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }

  /** When the sensor's latest reading was observed; long ago if it has none. */
  private Instant latest() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(request("/v1/sensors/" + SENSOR + "/latest").build(), BodyHandlers.ofString());
    if (answer.statusCode() == 404) {
      return Instant.MIN;
    }
    var observedAt = OBSERVED_AT.matcher(answer.body());
    if (answer.statusCode() != 200 || !observedAt.find()) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return Instant.parse(observedAt.group(1));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(GIVE_UP)
        .header("Authorization", "Bearer " + token);
  }
}
