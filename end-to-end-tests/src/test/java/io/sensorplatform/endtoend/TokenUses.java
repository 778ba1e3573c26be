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

  /** What became of a token. */
  enum Verdict {
    ACCEPTED,
    REFUSED,
    /** It did not come to that: too many requests, or nobody there. */
    NONE
  }

  /** Asks for a sensor that may not be there: what counts is whether the token is let in. */
  static Verdict verdict(String url, String token) throws Exception {
    int status =
        Http.send(
                HttpRequest.newBuilder(URI.create(url + "/v1/sensors/nowhere/latest"))
                    .header("Authorization", "Bearer " + token)
                    .timeout(Duration.ofSeconds(10))
                    .build())
            .statusCode();
    return switch (status) {
      case 200, 403, 404 -> Verdict.ACCEPTED;
      case 401 -> Verdict.REFUSED;
      default -> Verdict.NONE;
    };
  }

  /** The moment at which the first refusal had arrived. */
  private static long refusedAt(String url, String token, CountDownLatch accepted)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean good = false;
    while (System.nanoTime() < end) {
      Verdict verdict = verdict(url, token);
      if (verdict == Verdict.REFUSED && good) {
        return System.nanoTime();
      }
      if (verdict == Verdict.ACCEPTED) {
        good = true;
        accepted.countDown();
      }
      Thread.sleep(PAUSE);
    }
    accepted.countDown();
    throw new AssertionError(url + " still accepts the token");
  }
}
