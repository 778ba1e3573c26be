package io.sensorplatform.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailureLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong nanos = new AtomicLong();
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
      failures.failed("readings", "downstream-unavailable", "4bf9", new IOException("refused"));
    }
    assertThat(lines.list).hasSize(5);
    nanos.addAndGet(1_000_000_000L);
    failures.failed("readings", "downstream-unavailable", "4bf9", null);

    assertThat(lines.list).hasSize(6);
    assertThat(lines.list.getLast().getKeyValuePairs().toString()).contains("suppressed=\"95\"");
    assertThat(lines.list.getFirst().getFormattedMessage())
        .contains("downstream-unavailable", "readings", "refused");
  }
}
