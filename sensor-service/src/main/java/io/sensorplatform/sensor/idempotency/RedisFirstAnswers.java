package io.sensorplatform.sensor.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * First answers in Redis: shared by all instances. A value is the fingerprint and the answer behind
 * it; without an answer the request is under way, and the key frees itself if its instance dies.
 * Every method fails with a {@link RedisException}, soon, while Redis is away.
 */
final class RedisFirstAnswers implements FirstAnswers, AutoCloseable {

  /** Longer than any request takes. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(60);

  private static final long RECONNECT_MILLIS = 1_000;

  private final RedisClient client;
  private final Duration keep;
  private final Clock clock;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
  private long nextAttemptMillis;

  RedisFirstAnswers(RedisURI server, Duration timeout, Duration keep, Clock clock) {
    this.keep = keep;
    this.clock = clock;
    server.setTimeout(timeout);
    client = RedisClient.create(server);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
            .build());
  }

  @Override
  public @Nullable Known claim(Key key, Fingerprint fingerprint) {
    byte[] name = name(key);
    var redis = redis();
    // Twice: the other's key may expire between the two commands.
    for (int attempt = 0; attempt < 2; attempt++) {
      String set =
          redis.set(name, value(fingerprint, new byte[0]), SetArgs.Builder.nx().px(UNDER_WAY));
      if (set != null) {
        return null;
      }
      byte[] value = redis.get(name);
      if (value != null && value.length >= Fingerprint.BYTES) {
        return known(value);
      }
    }
    throw new RedisException("the key comes and goes");
  }

  @Override
  public void answered(Key key, Fingerprint fingerprint, byte[] answer) {
    redis().set(name(key), value(fingerprint, answer), SetArgs.Builder.px(keep));
  }

  @Override
  public void release(Key key) {
    redis().del(name(key));
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  private RedisCommands<byte[], byte[]> redis() {
    var open = connection;
    return (open == null ? connect() : open).sync();
  }

  /** Now and then, and for one request: the others need not wait with it. */
  private StatefulRedisConnection<byte[], byte[]> connect() {
    if (!connecting.tryLock()) {
      throw new RedisException("not connected yet");
    }
    try {
      var open = connection;
      if (open == null) {
        if (clock.millis() < nextAttemptMillis) {
          throw new RedisException("not connected");
        }
        nextAttemptMillis = clock.millis() + RECONNECT_MILLIS;
        open = client.connect(ByteArrayCodec.INSTANCE);
        connection = open;
      }
      return open;
    } finally {
      connecting.unlock();
    }
  }

  private static byte[] name(Key key) {
    return ("idempotency:" + key.tenant() + ':' + key.value()).getBytes(UTF_8);
  }

  private static byte[] value(Fingerprint fingerprint, byte[] answer) {
    var value = ByteBuffer.allocate(Fingerprint.BYTES + answer.length);
    fingerprint.write(value);
    return value.put(answer).array();
  }

  private static Known known(byte[] value) {
    var from = ByteBuffer.wrap(value);
    var fingerprint = Fingerprint.read(from);
    if (!from.hasRemaining()) {
      return new Known(fingerprint, null);
    }
    byte[] answer = new byte[from.remaining()];
    from.get(answer);
    return new Known(fingerprint, answer);
  }
}
