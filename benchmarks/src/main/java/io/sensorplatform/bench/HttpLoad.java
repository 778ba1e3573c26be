package io.sensorplatform.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A backend that says 202 to everything, and some connections that post as fast as it is answered.
 */
final class HttpLoad {

  private static final Buffer ACCEPTED =
      Buffer.buffer("{\"accepted\":1,\"rejected\":0,\"durability\":\"replicated\",\"errors\":[]}");
  private static final int MOST_TIMES = 2_000_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final int connections;
  private final String token;
  private final HttpServer backend;
  private final HttpClient client;
  private final AtomicLong refused = new AtomicLong();

  /**
   * @param answers that came, of any status
   */
  record Result(long answers, double seconds, double p50Micros) {}

  HttpLoad(int connections, String token) {
    this.connections = connections;
    this.token = token;
    this.backend =
        vertx
            .createHttpServer()
            .requestHandler(request ->
                request
                    .endHandler(unused ->
                        request
                            .response()
                            .setStatusCode(202)
                            .putHeader("content-type", "application/json")
                            .putHeader("sensor-accepted", "1")
                            .end(ACCEPTED))
                    .resume())
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(connections));
  }

  int backendPort() {
    return backend.actualPort();
  }

  long refused() {
    return refused.get();
  }

  Result post(int port, int bytes, Duration during) throws InterruptedException {
    return post(port, "x".repeat(bytes), during);
  }

  Result post(int port, String text, Duration during) throws InterruptedException {
    Buffer body = Buffer.buffer(text);
    long[] nanos = new long[MOST_TIMES];
    var count = new AtomicInteger();
    var stopped = new CountDownLatch(connections);
    long begun = System.nanoTime();
    long end = begun + during.toNanos();
    for (int i = 0; i < connections; i++) {
      next(port, body, end, nanos, count, stopped);
    }
    stopped.await();
    double took = (System.nanoTime() - begun) / 1e9;
    long[] times = Arrays.copyOf(nanos, Math.min(count.get(), MOST_TIMES));
    Arrays.sort(times);
    return new Result(
        count.get(), took, times.length == 0 ? Double.NaN : times[times.length / 2] / 1e3);
  }

  void awaitAccepted(int port, Duration atMost, Runnable check) {
    awaitAccepted(port, "x".repeat(10), atMost, check);
  }

  void awaitAccepted(int port, String body, Duration atMost, Runnable check) {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end) {
      check.run();
      try {
        if (post(port, body, Duration.ofMillis(50)).answers > 0 && refused.getAndSet(0) == 0) {
          return;
        }
        Thread.sleep(200);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalStateException("nothing accepts at port " + port);
  }

  private void next(
      int port, Buffer body, long end, long[] nanos, AtomicInteger count, CountDownLatch stopped) {
    long sent = System.nanoTime();
    if (sent - end >= 0) {
      stopped.countDown();
      return;
    }
    client
        .request(HttpMethod.POST, port, "127.0.0.1", "/v1/readings")
        .compose(call ->
            call.putHeader("authorization", "Bearer " + token)
                .putHeader("content-type", "application/json")
                .send(body)
                .compose(answer -> answer.end().map(answer)))
        .onComplete(done -> {
          if (done.succeeded()) {
            int at = count.getAndIncrement();
            if (at < MOST_TIMES) {
              nanos[at] = System.nanoTime() - sent;
            }
          }
          if (done.failed() || done.result().statusCode() != 202) {
            refused.incrementAndGet();
          }
          next(port, body, end, nanos, count, stopped);
        });
  }
}
