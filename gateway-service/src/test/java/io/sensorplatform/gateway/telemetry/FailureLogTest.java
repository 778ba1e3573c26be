package io.sensorplatform.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opentelemetry.api.OpenTelemetry;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.telemetry.GivenIds;
import io.sensorplatform.defaults.telemetry.LateSpans;
import io.sensorplatform.defaults.telemetry.TraceSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailureLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong nanos = new AtomicLong();
  private final RequestSpan request =
      new RequestSpans(
              OpenTelemetry.noop(),
              new Draw(new SamplingSettings(0, 0), nanos::get),
              new LateSpans(new GivenIds(), Clock.systemUTC()),
              new TraceSettings(Duration.ofMillis(450), Duration.ofSeconds(2), 200, 100))
          .start("POST", header -> null);
  private final FailureLog failures = new FailureLog(nanos::get);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  @Test
  void floodOfFailuresIsAFewLinesASecondThatTellHowManyMoreThereWere() {
    for (int i = 0; i < 100; i++) {
      failures.failed(
          "readings", ProblemCode.DOWNSTREAM_UNAVAILABLE, request, new IOException("refused"));
    }
    assertThat(lines.list).hasSize(5);
    nanos.addAndGet(1_000_000_000L);
    failures.failed("readings", ProblemCode.DOWNSTREAM_UNAVAILABLE, request, null);

    assertThat(lines.list).hasSize(6);
    assertThat(lines.list.getLast().getKeyValuePairs().toString()).contains("suppressed=\"95\"");
    assertThat(lines.list.getFirst().getKeyValuePairs().toString())
        .contains("trace_id=\"" + request.traceId(), "runbook=\"breaker-open\"");
    assertThat(lines.list.getFirst().getFormattedMessage())
        .contains("downstream-unavailable", "readings", "refused");
  }
}
