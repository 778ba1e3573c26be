package io.sensorplatform.local.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Sends one device's readings in their order, in gzipped batches. */
final class Replay {
  private final Gateway gateway;
  private final Pace pace;
  private final Progress progress;

  private final List<DemoReading> accepted = new ArrayList<>();
  private int requests;
  private int rejected;
  private int spooled;
  private @Nullable String firstError;

  Replay(Gateway gateway, Pace pace, Progress progress) {
    this.gateway = gateway;
    this.pace = pace;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param spooled of those accepted, how many waited in the spool for Kafka
   * @param firstError why the first one was rejected
   */
  record Sent(
      int requests,
      List<DemoReading> accepted,
      int rejected,
      int spooled,
      @Nullable String firstError) {
    Sent {
      accepted = List.copyOf(accepted);
    }

    static Sent nothing() {
      return new Sent(0, List.of(), 0, 0, null);
    }

    Sent plus(Sent other) {
      List<DemoReading> both = new ArrayList<>(accepted);
      both.addAll(other.accepted);
      return new Sent(
          requests + other.requests,
          both,
          rejected + other.rejected,
          spooled + other.spooled,
          firstError == null ? other.firstError : firstError);
    }
  }

  Sent send(DeviceToken token, List<DemoReading> readings) throws InterruptedException {
    for (int from = 0; from < readings.size(); from += pace.batchSize()) {
      var batch = readings.subList(from, Math.min(readings.size(), from + pace.batchSize()));
      pace.await(batch.size());
      take(post(token, body(batch)), batch);
    }
    return new Sent(requests, accepted, rejected, spooled, firstError);
  }

  private HttpResponse<String> post(DeviceToken token, byte[] body) throws InterruptedException {
    var response = postOnce(token, body);
    if (response.statusCode() == 401) {
      token.drop();
      response = postOnce(token, body);
    }
    return response;
  }

  private HttpResponse<String> postOnce(DeviceToken token, byte[] body)
      throws InterruptedException {
    return gateway.send(
        gateway
            .request("/v1/readings")
            .header("Authorization", "Bearer " + token.current())
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  private void take(HttpResponse<String> response, List<DemoReading> batch) {
    // 422: all of them rejected, with the same list of reasons as in a 202.
    if (response.statusCode() != 202 && response.statusCode() != 422) {
      throw new DemoFailedException("POST /v1/readings: " + Gateway.describe(response));
    }
    JsonNode answer = Gateway.JSON.readTree(response.body());
    List<DemoReading> taken = new ArrayList<>(batch);
    for (JsonNode error : answer.path("errors")) {
      taken.remove(batch.get(error.path("index").asInt()));
      if (firstError == null) {
        firstError = error.path("code").asString("") + ": " + error.path("detail").asString("");
      }
    }
    if (answer.path("accepted").asInt(0) != taken.size()) {
      throw new DemoFailedException(
          "POST /v1/readings: says it accepted %d, and lists %d of %d as rejected"
              .formatted(
                  answer.path("accepted").asInt(0), batch.size() - taken.size(), batch.size()));
    }
    requests++;
    accepted.addAll(taken);
    rejected += batch.size() - taken.size();
    if (answer.path("durability").asString("").equals("spooled")) {
      spooled += taken.size();
    }
    progress.accepted(taken.size());
  }

  static byte[] body(List<DemoReading> readings) {
    var bytes = new ByteArrayOutputStream(readings.size() * 16);
    try (var gzip = new GZIPOutputStream(bytes);
        JsonGenerator json = Gateway.JSON.createGenerator(gzip)) {
      json.writeStartArray();
      for (DemoReading reading : readings) {
        json.writeStartObject();
        json.writeStringProperty("sensorId", reading.sensorId());
        json.writeStringProperty(
            "observedAt",
            Instant.EPOCH.plus(reading.observedAtMicros(), ChronoUnit.MICROS).toString());
        json.writeNumberProperty("value", reading.value());
        json.writeStringProperty("unit", reading.unit());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
