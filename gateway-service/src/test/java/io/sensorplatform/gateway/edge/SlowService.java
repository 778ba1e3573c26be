package io.sensorplatform.gateway.edge;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service of a known capacity: so many workers, each busy for so long with one request; others
 * wait in a queue without an end. GET takes ten times as long as POST.
 */
final class SlowService implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx(new io.vertx.core.VertxOptions().setEventLoopPoolSize(1));
  private final HttpServer server;
  private final Queue<HttpServerRequest> waiting = new ArrayDeque<>();
  private final AtomicInteger longest = new AtomicInteger();
  private final int workers;
  private final long millis;
  private int busy;

  SlowService(int workers, long millis) {
    this.workers = workers;
    this.millis = millis;
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.endHandler(unused -> take(request)).resume())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  double perSecond() {
    return workers * 1_000.0 / millis;
  }

  /** The most requests that waited in the service. */
  int longestQueue() {
    return longest.get();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void take(HttpServerRequest request) {
    if (busy < workers) {
      busy++;
      work(request);
    } else {
      waiting.add(request);
      longest.accumulateAndGet(waiting.size(), Math::max);
    }
  }

  private void work(HttpServerRequest request) {
    long takes = request.method().name().equals("GET") ? millis * 10 : millis;
    vertx.setTimer(
        takes,
        unused -> {
          if (!request.response().closed()) {
            request.response().setStatusCode(202).end("{\"accepted\":1}");
          }
          HttpServerRequest next = waiting.poll();
          if (next == null) {
            busy--;
          } else {
            work(next);
          }
        });
  }
}
