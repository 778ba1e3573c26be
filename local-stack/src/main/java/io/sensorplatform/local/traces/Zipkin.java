package io.sensorplatform.local.traces;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** The Zipkin server, through its HTTP API. */
final class Zipkin {
  /** Keeps one request far below the 10 MiB that the server takes. */
  private static final int SPANS_PER_REQUEST = 500;

  private static final JsonFactory JSON = new JsonFactory();

  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  Zipkin(int port) {
    this.base = URI.create("http://127.0.0.1:" + port);
  }

  boolean healthy() throws InterruptedException {
    var request =
        HttpRequest.newBuilder(base.resolve("/health")).timeout(Duration.ofSeconds(2)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Stores the spans.
   *
   * @throws IOException when Zipkin did not take them all; storing them again does no harm
   */
  void store(List<ZipkinSpan> spans) throws IOException, InterruptedException {
    for (int from = 0; from < spans.size(); from += SPANS_PER_REQUEST) {
      int to = Math.min(spans.size(), from + SPANS_PER_REQUEST);
      var request =
          HttpRequest.newBuilder(base.resolve("/api/v2/spans"))
              .timeout(Duration.ofSeconds(5))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(json(spans.subList(from, to))))
              .build();
      HttpResponse<String> response;
      try {
        response = http.send(request, HttpResponse.BodyHandlers.ofString());
      } catch (ConnectException e) {
        throw new IOException("Zipkin is not reachable at " + base, e);
      }
      if (response.statusCode() != 202) {
        throw new IOException(
            "Zipkin answered " + response.statusCode() + ": " + response.body().strip());
      }
    }
  }

  static byte[] json(List<ZipkinSpan> spans) {
    var bytes = new ByteArrayOutputStream(spans.size() * 512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartArray();
      spans.forEach(span -> write(span, json));
      json.writeEndArray();
    }
    return bytes.toByteArray();
  }

  private static void write(ZipkinSpan span, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("traceId", span.traceId());
    json.writeStringProperty("id", span.id());
    if (span.parentId() != null) {
      json.writeStringProperty("parentId", span.parentId());
    }
    if (span.kind() != null) {
      json.writeStringProperty("kind", span.kind().name());
    }
    json.writeStringProperty("name", span.name());
    json.writeNumberProperty("timestamp", span.timestamp());
    json.writeNumberProperty("duration", span.duration());
    json.writeObjectPropertyStart("localEndpoint");
    json.writeStringProperty("serviceName", span.serviceName());
    json.writeEndObject();
    if (span.remote() != null) {
      write(span.remote(), json);
    }
    json.writeArrayPropertyStart("annotations");
    for (ZipkinSpan.Annotation annotation : span.annotations()) {
      json.writeStartObject();
      json.writeNumberProperty("timestamp", annotation.timestamp());
      json.writeStringProperty("value", annotation.value());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectPropertyStart("tags");
    for (Map.Entry<String, String> tag : span.tags().entrySet()) {
      json.writeStringProperty(tag.getKey(), tag.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(ZipkinSpan.Remote remote, JsonGenerator json) {
    json.writeObjectPropertyStart("remoteEndpoint");
    if (remote.serviceName() != null) {
      json.writeStringProperty("serviceName", remote.serviceName());
    }
    if (remote.address() != null) {
      json.writeStringProperty(
          remote.address().indexOf(':') >= 0 ? "ipv6" : "ipv4", remote.address());
    }
    if (remote.port() != null) {
      json.writeNumberProperty("port", remote.port());
    }
    json.writeEndObject();
  }
}
