package io.sensorplatform.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.gateway.limit.LimitSettings.Limit;
import io.sensorplatform.gateway.limit.QuotaSettings.Readings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Two gateways that settle through a real Redis, which is stopped, restarted and slow. */
class SettlementIT {

  private final String caller = UUID.randomUUID().toString();
  private int port;
  private RedisServer redis;
  private Gateway one;
  private Gateway other;

  @BeforeEach
  void start() throws IOException {
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    startRedis();
    one = new Gateway(port);
    other = new Gateway(port);
    await().atMost(seconds(20)).until(() -> !one.settlement.isLost() && !other.settlement.isLost());
  }

  @AfterEach
  void stop() throws IOException {
    one.close();
    other.close();
    redis.stop();
  }

  @Test
  void whatOneGatewayLetPassTheOtherCounts() {
    take(one, 100);
    await().untilAsserted(() -> assertThat(remaining(other)).isLessThan(20));
    assertThat(take(other, 100)).isLessThan(30);
  }

  @Test
  void whatAllTookAtOnceIsADebtThatAllPay() {
    Quota here = one.quotas.of("rated");
    Quota there = other.quotas.of("rated");
    here.charge(100);
    there.charge(100);
    // 200 of 100: for both it is empty for as long as the second hundred takes to come back.
    await()
        .untilAsserted(() -> {
          assertThat(secondsUntil(here)).isGreaterThan(5);
          assertThat(secondsUntil(there)).isGreaterThan(5);
        });
  }

  @Test
  void lostRedisIsNoticedAndNotWaitedForAndItsReturnTakenUp() throws IOException {
    await().until(() -> !one.settlement.isLost());
    redis.stop();
    await().until(() -> one.settlement.isLost());
    long begun = System.nanoTime();
    assertThat(take(one, 150)).isBetween(100, 110);
    assertThat(System.nanoTime() - begun).isLessThan(seconds(1).toNanos());
    startRedis();
    await().atMost(seconds(20)).until(() -> !one.settlement.isLost() && !other.settlement.isLost());
    String next = UUID.randomUUID().toString();
    for (int i = 0; i < 100; i++) {
      one.limits.take("writes", null, next);
    }
    await()
        .untilAsserted(
            () -> assertThat(other.limits.look("writes", next).remaining()).isLessThan(50));
  }

  @Test
  void slowRedisCountsAsLost() throws IOException {
    try (var proxy = new StallingProxy(port);
        var slow = new Gateway(proxy.port())) {
      await().until(() -> !slow.settlement.isLost());
      proxy.stalls.set(true);
      await().until(() -> slow.settlement.isLost());
      long begun = System.nanoTime();
      assertThat(take(slow, 150)).isBetween(100, 110);
      assertThat(System.nanoTime() - begun).isLessThan(seconds(1).toNanos());
      proxy.stalls.set(false);
      await().atMost(seconds(20)).until(() -> !slow.settlement.isLost());
    }
  }

  @Test
  void daysCountOutlivesTheGateway() {
    one.quotas.of("daily").charge(700);
    one.close();
    other.close();
    var again = new Gateway(port);
    Quota quota = again.quotas.of("daily");
    await().untilAsserted(() -> assertThat(quota.state()).contains("r=300;"));
    again.close();
  }

  private void startRedis() throws IOException {
    redis = RedisServer.newRedisServer().port(port).setting("bind 127.0.0.1").build();
    redis.start();
  }

  private int take(Gateway gateway, int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; i++) {
      taken += gateway.limits.take("writes", null, caller).granted() ? 1 : 0;
    }
    return taken;
  }

  private long remaining(Gateway gateway) {
    return gateway.limits.look("writes", caller).remaining();
  }

  private static long secondsUntil(Quota quota) {
    try {
      quota.require();
      return 0;
    } catch (ProblemException refusal) {
      return Long.parseLong(refusal.headers().get("Retry-After"));
    }
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static final class Gateway implements AutoCloseable {

    private final RedisSettlement settlement;
    private final Limits limits;
    private final Quotas quotas;
    private boolean closed;

    private Gateway(int redisPort) {
      settlement =
          new RedisSettlement(
              RedisURI.create("redis://127.0.0.1:" + redisPort),
              new RedisSettings("x", Duration.ofMillis(20), Duration.ofMillis(500)),
              System::nanoTime);
      limits =
          new Limits(
              new LimitSettings(Map.of("writes", new Limit(10, 100)), 1_000),
              System::nanoTime,
              settlement);
      quotas =
          new Quotas(
              new QuotaSettings(
                  new Readings(0, 0, 0),
                  Map.of("daily", new Readings(0, 0, 1_000), "rated", new Readings(10, 100, 0))),
              System::nanoTime,
              Clock.systemUTC(),
              settlement);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        settlement.close();
      }
    }
  }

  /** Passes bytes on, until told to hold the answers back. */
  private static final class StallingProxy implements AutoCloseable {

    private final AtomicBoolean stalls = new AtomicBoolean();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;

    private StallingProxy(int target) throws IOException {
      this.target = target;
      Thread.startVirtualThread(this::accept);
    }

    private int port() {
      return server.getLocalPort();
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket client = server.accept();
          Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
          Thread.startVirtualThread(() -> pass(client, redis, false));
          Thread.startVirtualThread(() -> pass(redis, client, true));
        } catch (IOException e) {
          // Closed, or Redis is away: the next one is told, too.
        }
      }
    }

    private void pass(Socket from, Socket to, boolean mayStall) {
      byte[] buffer = new byte[8_192];
      try (from;
          to) {
        for (int n = from.getInputStream().read(buffer);
            n >= 0;
            n = from.getInputStream().read(buffer)) {
          while (mayStall && stalls.get()) {
            Thread.sleep(10);
          }
          to.getOutputStream().write(buffer, 0, n);
        }
      } catch (IOException e) {
        // The other side went.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
