package io.sensorplatform.local.traces;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * OTLP over HTTP (OTLP specification 1.x, "OTLP/HTTP"): {@code POST /v1/traces} in Protobuf or
 * JSON, plain or gzip. What Zipkin does not take is answered 503, so that the exporter sends it
 * again. {@code GET /health} is 200 while Zipkin answers, too, and says what was received.
 */
final class OtlpReceiver implements AutoCloseable {
  /** Inflated; an exporter's batch of 512 spans has some hundred KiB. */
  private static final int LARGEST_EXPORT = 16 * 1024 * 1024;

  /** Bounds the memory: as many exports are held at once. */
  private static final int THREADS = 4;

  private final LinkProjection projection;
  private final Zipkin zipkin;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicLong received = new AtomicLong();

  OtlpReceiver(int port, LinkProjection projection, Zipkin zipkin) throws IOException {
    this.projection = projection;
    this.zipkin = zipkin;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 64);
    server.setExecutor(threads);
    server.createContext("/v1/traces", exchange -> answer(exchange, this::export));
    server.createContext("/health", exchange -> answer(exchange, this::health));
  }

  void start() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private Answer export(HttpExchange exchange) throws IOException, InterruptedException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return Answer.text(405, "POST an OTLP export here");
    }
    boolean json = contentType(exchange).equals("application/json");
    if (!json && !contentType(exchange).equals("application/x-protobuf")) {
      return Answer.text(415, "send application/x-protobuf or application/json");
    }
    byte[] body = body(exchange);
    if (body == null) {
      return Answer.text(413, "an export has at most " + LARGEST_EXPORT + " bytes inflated");
    }
    List<ReceivedSpan> spans;
    try {
      spans =
          SpanConversion.convert(
              json
                  ? OtlpJson.read(body, ExportTraceServiceRequest.newBuilder()).build()
                  : ExportTraceServiceRequest.parseFrom(body));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Answer.text(400, "not an OTLP export: " + e.getMessage());
    }
    received.addAndGet(spans.size());
    try {
      zipkin.store(projection.place(spans));
    } catch (IOException e) {
      return Answer.text(503, String.valueOf(e.getMessage()));
    }
    // An ExportTraceServiceResponse without a partial success is empty in Protobuf.
    return new Answer(200, contentType(exchange), json ? "{}" : "");
  }

  private Answer health(HttpExchange exchange) throws InterruptedException {
    boolean up = zipkin.healthy();
    return new Answer(
        up ? 200 : 503,
        "application/json",
        "{\"status\":\"%s\",\"received\":%d,\"projected\":%d,\"remembered\":%d}"
            .formatted(
                up ? "UP" : "DOWN",
                received.get(),
                projection.projected(),
                projection.remembered()));
  }

  private static String contentType(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static byte @Nullable [] body(HttpExchange exchange) throws IOException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    InputStream raw = exchange.getRequestBody();
    try (InputStream in = "gzip".equalsIgnoreCase(encoding) ? new GZIPInputStream(raw) : raw) {
      byte[] body = in.readNBytes(LARGEST_EXPORT + 1);
      return body.length > LARGEST_EXPORT ? null : body;
    }
  }

  private static void answer(HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = handler.handle(exchange);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ZipException | EOFException e) {
        answer = Answer.text(400, "bad gzip: " + e.getMessage());
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      if (answer.status() == 503) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private interface Handler {
    Answer handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private record Answer(int status, String contentType, String body) {
    static Answer text(int status, String text) {
      return new Answer(status, "text/plain; charset=utf-8", text + "\n");
    }
  }
}
