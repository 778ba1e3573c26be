package io.sensorplatform.gateway.edge;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the public port: its share of the callers' connections, and its own pool of
 * connections to the services, so that a request never changes the thread.
 */
final class EdgeVerticle extends VerticleBase {

  private final Services services;
  private final EdgeSettings settings;
  private final Connections connections;
  private final IntConsumer listening;
  private @Nullable HttpServer server;
  private @Nullable HttpClient client;

  /**
   * @param listening takes the port
   */
  EdgeVerticle(Services services, IntConsumer listening) {
    this.services = services;
    this.settings = services.settings();
    this.connections = new Connections(settings.idleTimeout());
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    client = vertx.createHttpClient(clientOptions(), poolOptions());
    HttpServer port = vertx.createHttpServer(serverOptions());
    server = port;
    port.connectionHandler(connections::opened);
    port.requestHandler(request -> exchange(request).begin());
    port.invalidRequestHandler(this::refuseMalformed);
    vertx.setPeriodic(
        Math.max(1, settings.idleTimeout().toMillis() / 5), unused -> connections.closeIdle());
    // Instances share a port that is not 0, and any free one if it is -1.
    int wanted = settings.port() == 0 ? -1 : settings.port();
    return port.listen(wanted, settings.host())
        .onSuccess(bound -> listening.accept(bound.actualPort()));
  }

  /** Accepts nothing more, and lets running requests end. */
  @Override
  public Future<?> stop() {
    HttpServer port = server;
    return port == null
        ? Future.succeededFuture()
        : port.shutdown(settings.drain().toMillis(), TimeUnit.MILLISECONDS);
  }

  private Exchange exchange(HttpServerRequest request) {
    var connection = request.connection();
    connections.begin(connection);
    return new Exchange(
        services,
        context,
        Objects.requireNonNull(client),
        request,
        () -> connections.end(connection));
  }

  private void refuseMalformed(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Exchange exchange = exchange(request);
    if (cause instanceof TooLongHttpLineException) {
      exchange.refuseMalformed(
          ProblemCode.URI_TOO_LONG,
          "The request line has more than %d bytes."
              .formatted(settings.maxRequestLine().toBytes()));
    } else if (cause instanceof TooLongHttpHeaderException) {
      exchange.refuseMalformed(
          ProblemCode.HEADERS_TOO_LARGE,
          "The header fields have more than %d bytes.".formatted(settings.maxHeaders().toBytes()));
    } else {
      exchange.refuseMalformed(ProblemCode.MALFORMED_REQUEST, "This is not proper HTTP.");
    }
  }

  private HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setMaxInitialLineLength(Math.toIntExact(settings.maxRequestLine().toBytes()))
        .setMaxHeaderSize(Math.toIntExact(settings.maxHeaders().toBytes()))
        .setTcpNoDelay(true)
        .setAcceptBacklog(4_096);
  }

  private HttpClientOptions clientOptions() {
    return new HttpClientOptions()
        .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
        .setKeepAliveTimeout(Math.toIntExact(settings.pooledFor().toSeconds()))
        .setTcpKeepAlive(true)
        .setTcpNoDelay(true)
        .setMaxHeaderSize(64 * 1024)
        .setDecompressionSupported(false);
  }

  private PoolOptions poolOptions() {
    return new PoolOptions()
        .setHttp1MaxSize(settings.connections())
        .setMaxWaitQueueSize(settings.connections())
        .setCleanerPeriod(1_000);
  }
}
