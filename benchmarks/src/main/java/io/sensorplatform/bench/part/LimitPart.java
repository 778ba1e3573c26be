package io.sensorplatform.bench.part;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.sensorplatform.gateway.limit.Allowance;
import io.sensorplatform.gateway.limit.Limits;
import io.sensorplatform.gateway.limit.LimitsDoor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Whether one of 1,000 callers may go on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitPart {

  private static final int CALLERS = 1_000;
  private static final int RATE = 1_000_000;

  private final List<String> callers =
      IntStream.range(0, CALLERS).mapToObj(i -> "dev_caller" + i).toList();
  private final Limits limits = LimitsDoor.open("writes", RATE, RATE);
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterAccess(Duration.ofMinutes(1)).build();
  private int next;

  @Benchmark
  public Allowance ours() {
    return limits.take("writes", caller(), "192.0.2.1");
  }

  /** Bucket4j, looked up in the same cache. */
  @Benchmark
  public ConsumptionProbe bucket4j() {
    return buckets.get(caller(), absent -> bucket()).tryConsumeAndReturnRemaining(1);
  }

  private static Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(RATE).refillGreedy(RATE, Duration.ofSeconds(1)))
        .build();
  }

  private String caller() {
    next = next + 1 == CALLERS ? 0 : next + 1;
    return callers.get(next);
  }
}
