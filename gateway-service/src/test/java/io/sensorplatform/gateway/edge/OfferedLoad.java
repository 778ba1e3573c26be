package io.sensorplatform.gateway.edge;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends readings at a rate that does not heed the answers, as a fleet does: each of many callers
 * its share, each over connections of its own.
 */
final class OfferedLoad implements AutoCloseable {

  private static final Buffer BODY = Buffer.buffer("{\"sensorId\":\"a\",\"value\":1}");
  private static final long TICK_MILLIS = 10;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient client =
      vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(2_000).setMaxWaitQueueSize(100_000));
  private final int port;
  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> accepted = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> offered = new ConcurrentHashMap<>();
  // Of the client's one thread.
  private final long[] acceptedNanos = new long[1_000_000];
  private final AtomicInteger acceptedCount = new AtomicInteger();
  private final AtomicInteger forgotten = new AtomicInteger();
  private volatile boolean closed;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger withoutRetryAfter = new AtomicInteger();

  OfferedLoad(int port) {
    this.port = port;
  }

  /** Sends at this rate until {@link #close}, the callers in turn. */
  void post(double perSecond, String... tokens) {
    start(HttpMethod.POST, "/v1/readings", perSecond, tokens);
  }

  void get(double perSecond, String... tokens) {
    start(HttpMethod.GET, "/v1/sensors/a/latest", perSecond, tokens);
  }

  int accepted() {
    return acceptedCount.get();
  }

  int accepted(String token) {
    return count(accepted, token);
  }

  int offered(String token) {
    return count(offered, token);
  }

  /** Answers by status; 0 is a connection that broke. */
  Map<Integer, AtomicInteger> statuses() {
    return new TreeMap<>(statuses);
  }

  /** Refusals that do not say when to come back. */
  int withoutRetryAfter() {
    return withoutRetryAfter.get();
  }

  int running() {
    return running.get();
  }

  double acceptedMillis(double quantile) {
    long[] sorted =
        Arrays.copyOfRange(
            acceptedNanos, forgotten.get(), Math.min(acceptedCount.get(), 1_000_000));
    Arrays.sort(sorted);
    int at = (int) Math.min(sorted.length - 1, sorted.length * quantile);
    return sorted.length == 0 ? Double.NaN : sorted[at] / 1e6;
  }

  /** Lets quantiles, and counts by caller, tell of what comes from now on. */
  void forget() {
    forgotten.set(acceptedCount.get());
    accepted.clear();
    offered.clear();
  }

  @Override
  public void close() {
    closed = true;
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void start(HttpMethod method, String path, double perSecond, String[] tokens) {
    long begun = System.nanoTime();
    var sent = new AtomicInteger();
    vertx.setPeriodic(
        TICK_MILLIS,
        unused -> {
          double due = (System.nanoTime() - begun) / 1e9 * perSecond;
          while (!closed && sent.get() < due && running.get() < 10_000) {
            send(method, path, tokens[sent.getAndIncrement() % tokens.length]);
          }
        });
  }

  private void send(HttpMethod method, String path, String token) {
    long begun = System.nanoTime();
    running.incrementAndGet();
    offered.computeIfAbsent(token, unused -> new AtomicInteger()).incrementAndGet();
    client
        .request(method, port, "127.0.0.1", path)
        .compose((HttpClientRequest call) -> {
          call.putHeader("authorization", "Bearer " + token)
              .putHeader("content-type", "application/json");
          return (method == HttpMethod.GET ? call.send() : call.send(BODY))
              .compose(answer -> answer.end().map(answer));
        })
        .onComplete(done -> {
          running.decrementAndGet();
          int status = done.succeeded() ? done.result().statusCode() : 0;
          statuses.computeIfAbsent(status, unused -> new AtomicInteger()).incrementAndGet();
          if (status == 202) {
            accepted.computeIfAbsent(token, unused -> new AtomicInteger()).incrementAndGet();
            acceptedNanos[acceptedCount.getAndIncrement() % acceptedNanos.length] =
                System.nanoTime() - begun;
          } else if (status >= 400 && done.result().getHeader("retry-after") == null) {
            withoutRetryAfter.incrementAndGet();
          }
        });
  }

  static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int count(Map<String, AtomicInteger> counts, String token) {
    AtomicInteger count = counts.get(token);
    return count == null ? 0 : count.get();
  }
}
