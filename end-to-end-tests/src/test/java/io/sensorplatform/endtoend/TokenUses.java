package io.sensorplatform.endtoend;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls with one token, over and over, until it is refused. */
final class TokenUses {

  /** Slower than the gateway's limit of reads, so that it is the token that decides. */
  private static final Duration PAUSE = Duration.ofMillis(25);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TokenUses() {}

  /**
   * @param status of the act
   * @param gatewayMillis from the begin of the act until the gateway refused
   * @param serviceMillis the same of the service behind
   */
  record Seen(int status, long gatewayMillis, long serviceMillis) {}

  static Seen watch(String gateway, String service, String token, Callable<Integer> act)
      throws Exception {
    var accepted = new CountDownLatch(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> atGateway = threads.submit(() -> refusedAt(gateway, token, accepted));
      Future<Long> atService = threads.submit(() -> refusedAt(service, token, accepted));
      accepted.await();
      long begin = System.nanoTime();
      int status = act.call();
      return new Seen(
          status, (atGateway.get() - begin) / 1_000_000, (atService.get() - begin) / 1_000_000);
    }
  }

  static int status(String url, String token) throws Exception {
    return Http.send(
            HttpRequest.newBuilder(URI.create(url + "/v1/sensors?limit=1"))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(10))
                .build())
        .statusCode();
  }

  /** The moment at which the first refusal had arrived. */
  private static long refusedAt(String url, String token, CountDownLatch accepted)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean good = false;
    while (System.nanoTime() < end) {
      int status = status(url, token);
      if (status == 401 && good) {
        return System.nanoTime();
      }
      if (status == 200) {
        good = true;
        accepted.countDown();
      }
      Thread.sleep(PAUSE);
    }
    accepted.countDown();
    throw new AssertionError(url + " still accepts the token");
  }
}
