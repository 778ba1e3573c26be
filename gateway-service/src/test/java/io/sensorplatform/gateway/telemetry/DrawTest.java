package io.sensorplatform.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTest {

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void firstOnesOfEachSecondAreDrawn() {
    var draw = new Draw(new SamplingSettings(5, 0), nanos::get);
    assertThat(drawn(draw, 100)).isEqualTo(5);
    nanos.addAndGet(1_000_000_000L);
    assertThat(drawn(draw, 100)).isEqualTo(5);
  }

  @Test
  void shareOfTheRestIsDrawn() {
    assertThat(drawn(new Draw(new SamplingSettings(0, 0.1), nanos::get), 10_000))
        .isBetween(800L, 1_200L);
  }

  private static long drawn(Draw draw, int requests) {
    return IntStream.range(0, requests).filter(any -> draw.take()).count();
  }
}
