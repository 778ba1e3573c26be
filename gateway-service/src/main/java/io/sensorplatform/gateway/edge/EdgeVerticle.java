package io.sensorplatform.gateway.edge;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.gateway.origin.Origins;
import io.sensorplatform.gateway.tls.Certificate;
import io.sensorplatform.gateway.tls.Certificates;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the public port: its share of the callers' connections, and its own pool of
 * connections to the services, so that a request never changes the thread.
 */
final class EdgeVerticle extends VerticleBase {

  private static final long SWEEP_MILLIS = 1_000;
  private static final long LAST_SWEEP_MILLIS = 50;

  /** Bytes that a stream of HTTP/2 may send ahead; a connection has four times as many. */
  private static final int HTTP2_WINDOW = 256 * 1024;

  private final Services services;
  private final EdgeSettings settings;
  private final GuardSettings guard;
  private final Connections connections;
  private final Certificates certificates;
  private final IntConsumer listening;
  private final Backlog backlog;
  private @Nullable HttpServer server;
  private @Nullable HttpClient client;

  /**
   * @param listening takes the port
   */
  EdgeVerticle(
      Services services,
      Origins origins,
      Occupancy occupancy,
      Certificates certificates,
      IntConsumer listening) {
    this.services = services;
    this.settings = services.settings();
    this.guard = services.guard();
    this.connections = new Connections(settings, guard, origins, occupancy, services.meters());
    this.certificates = certificates;
    this.listening = listening;
    this.backlog = new Backlog(services.admission().target(), services.meters(), System.nanoTime());
  }

  @Override
  public Future<?> start() {
    client = vertx.createHttpClient(clientOptions(), poolOptions());
    HttpServer port = vertx.createHttpServer(serverOptions());
    server = port;
    port.connectionHandler(connections::opened);
    port.requestHandler(this::serve);
    port.invalidRequestHandler(this::refuseMalformed);
    vertx.setPeriodic(SWEEP_MILLIS, unused -> connections.sweep());
    vertx.setPeriodic(Backlog.TICK.toMillis(), unused -> backlog.tick(System.nanoTime()));
    // Instances share a port that is not 0, and any free one if it is -1.
    int wanted = settings.port() == 0 ? -1 : settings.port();
    return port.listen(wanted, settings.host())
        .onSuccess(bound -> listening.accept(bound.actualPort()));
  }

  /** From now on callers are told to go elsewhere; all are served meanwhile. */
  Future<Void> leave() {
    return run(connections::leave);
  }

  /** Uses another certificate for connections from now on; the others are not touched. */
  Future<?> renew(Certificate certificate) {
    HttpServer port = server;
    return port == null
        ? Future.failedFuture("the port is not open")
        : port.updateSSLOptions(Tls.options(certificates.settings(), certificate), true);
  }

  /** Accepts nothing more, and lets running requests end. */
  @Override
  public Future<?> stop() {
    HttpServer port = server;
    if (port == null) {
      return Future.succeededFuture();
    }
    Duration left = settings.drainLeft();
    connections.lastCall(left);
    vertx.setPeriodic(LAST_SWEEP_MILLIS, unused -> connections.sweep());
    return port.shutdown(left.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<Void> run(Runnable step) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(unused -> {
      step.run();
      done.complete();
    });
    return done.future();
  }

  private void serve(HttpServerRequest request) {
    Caller caller = connections.of(request.connection());
    if (!caller.answeredLast()) {
      exchange(request, caller).begin();
    }
  }

  private Exchange exchange(HttpServerRequest request, Caller caller) {
    caller.begin();
    return new Exchange(
        services, context, Objects.requireNonNull(client), backlog, request, caller);
  }

  private void refuseMalformed(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Caller caller = connections.of(request.connection());
    if (caller.answeredLast()) {
      return;
    }
    Exchange exchange = exchange(request, caller);
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
    var options = new HttpServerOptions();
    Certificate certificate = certificates.current();
    if (certificate != null) {
      Tls.use(options, certificates.settings(), certificate);
    }
    int window = HTTP2_WINDOW;
    return options
        .setUseProxyProtocol(guard.proxyProtocol())
        .setHttp2ClearTextEnabled(guard.http2ClearText())
        .setHttp2ConnectionWindowSize(window * 4)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(guard.maxStreams())
                .setInitialWindowSize(window)
                .setMaxHeaderListSize(settings.maxHeaders().toBytes()))
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
