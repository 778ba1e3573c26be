package io.sensorplatform.gateway.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.sensorplatform.defaults.log.Runbook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles counts through Redis, on a thread of its own: no request ever waits for it. What changed
 * since the last time goes there in a few scripts, whose answers tell how the common counts stand.
 * While Redis is away each gateway goes on with what it knows, and counts for itself. See
 * docs/decisions/0024-limits-are-settled.md.
 */
final class RedisSettlement implements Settlement, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisSettlement.class);
  private static final int KEYS_A_SCRIPT = 200;
  private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RedisClient client;
  private final Duration timeout;
  private final LongSupplier nanos;
  private final String script = script();
  private final Queue<Shareable> changed = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("limit-settlement").daemon(true).factory());
  private @Nullable StatefulRedisConnection<String, String> connection;
  private @Nullable String digest;
  private long nextAttempt;
  private boolean known;
  private volatile boolean lost = true;

  RedisSettlement(RedisURI server, RedisSettings settings, LongSupplier nanos) {
    this.timeout = settings.timeout();
    this.nanos = nanos;
    this.nextAttempt = nanos.getAsLong();
    server.setTimeout(timeout);
    this.client = RedisClient.create(server);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
            .build());
    long every = settings.every().toMillis();
    thread.scheduleWithFixedDelay(this::settle, 0, every, TimeUnit.MILLISECONDS);
  }

  @Override
  public void changed(Shareable count) {
    changed.add(count);
  }

  /** Whether Redis did not answer the last time. */
  boolean isLost() {
    return lost;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (thread.awaitTermination(timeout.toMillis() * 2, TimeUnit.MILLISECONDS)) {
        settle();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  private void settle() {
    List<Shareable> batch = new ArrayList<>();
    try {
      var redis = connected();
      // Not what comes meanwhile: it has its turn.
      for (int rest = changed.size(); rest > 0; rest -= KEYS_A_SCRIPT) {
        batch.clear();
        for (int i = Math.min(rest, KEYS_A_SCRIPT); i > 0; i--) {
          batch.add(Objects.requireNonNull(changed.poll()));
        }
        settle(redis, batch);
      }
      batch.clear();
      redis.sync().ping();
      told(false, null);
    } catch (RedisException e) {
      told(true, e);
      batch.forEach(Shareable::notSettled);
      // What is forgotten here is still counted in this gateway's own copies.
      for (int rest = changed.size(); rest > 0; rest--) {
        Objects.requireNonNull(changed.poll()).notSettled();
      }
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.GATEWAY_OVERLOADED)
          .setCause(e)
          .log("Limits are not settled");
    }
  }

  private void settle(StatefulRedisConnection<String, String> redis, List<Shareable> batch) {
    String[] keys = new String[batch.size()];
    String[] arguments = new String[2 * batch.size()];
    long[] tokens = new long[batch.size()];
    for (int i = 0; i < keys.length; i++) {
      Shareable count = batch.get(i);
      tokens[i] = count.toSettle();
      keys[i] = "gateway:" + count.key();
      arguments[2 * i] = Double.toString(count.microsPerToken());
      arguments[2 * i + 1] = Long.toString(tokens[i]);
    }
    if (digest == null) {
      digest = redis.sync().scriptLoad(script);
    }
    List<Long> replies;
    try {
      replies = redis.sync().evalsha(digest, ScriptOutputType.MULTI, keys, arguments);
    } catch (io.lettuce.core.RedisNoScriptException e) {
      // It was restarted.
      digest = redis.sync().scriptLoad(script);
      replies = redis.sync().evalsha(digest, ScriptOutputType.MULTI, keys, arguments);
    }
    long now = nanos.getAsLong();
    for (int i = 0; i < keys.length; i++) {
      batch.get(i).settled(tokens[i], replies.get(i), now);
    }
  }

  private StatefulRedisConnection<String, String> connected() {
    var open = connection;
    if (open != null) {
      return open;
    }
    long now = nanos.getAsLong();
    if (now - nextAttempt < 0) {
      throw new RedisException("not connected");
    }
    nextAttempt = now + RECONNECT_NANOS;
    open = client.connect();
    connection = open;
    return open;
  }

  private void told(boolean away, @Nullable RedisException why) {
    if (known && lost == away) {
      return;
    }
    known = true;
    lost = away;
    if (away) {
      log.warn(
          "Redis does not answer ({}): limits and quotas hold for this gateway only",
          why == null ? "" : why.getMessage());
    } else {
      log.info("Redis answers: limits and quotas are shared by all gateways");
    }
  }

  private static String script() {
    try (InputStream in = RedisSettlement.class.getResourceAsStream("settle.lua")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
