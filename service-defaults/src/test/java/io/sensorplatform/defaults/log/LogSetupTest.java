package io.sensorplatform.defaults.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two appenders, as with a console and a file. */
class LogSetupTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger logger = context.getLogger("io.test");
  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  @BeforeEach
  void setUp() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    root.addAppender(appender(console));
    root.addAppender(appender(file));
    LogSetup.set(root);
  }

  @Test
  void theConsoleHoldsNoSecret() {
    logger.warn(
        "asked for {}",
        "/v1/x?key=spk_abcdefghijkl_Zm9vYmFy",
        new Exception("eyJhbGci.eyJzdWIi.c2ln"));

    assertThat(text(console))
        .contains("spk_abcdefghijkl_***", "eyJ***")
        .doesNotContain("Zm9vYmFy", "c2ln");
  }

  @Test
  void aRepeatedWarningIsAFewLinesAndTheNextTellsHowManyMoreThereWere() {
    for (int i = 0; i < 100; i++) {
      logger.warn("cannot reach {}", i);
    }
    logger.warn("something else");
    assertThat(text(file).lines().filter(line -> line.contains("cannot reach"))).hasSize(5);
    assertThat(text(file)).contains("something else");
    assertThat(text(console)).isEqualTo(text(file));

    later(RepeatFilter.WINDOW_MILLIS);
    assertThat(text(file).lines().toList().getLast()).contains("suppressed=\"95\"");
    assertThat(text(console)).isEqualTo(text(file));
  }

  @Test
  void whatIsNoWarningIsNotBounded() {
    for (int i = 0; i < 100; i++) {
      logger.info("answered with {}", 202);
    }
    assertThat(text(file).lines()).hasSize(100);
  }

  @Test
  void codesAreToldApart() {
    for (int i = 0; i < 100; i++) {
      logger.atWarn().addKeyValue("code", i % 2 == 0 ? "even" : "odd").log("failed");
    }
    assertThat(text(file).lines()).hasSize(10);
  }

  private void later(long millis) {
    var event =
        new ch.qos.logback.classic.spi.LoggingEvent(
            "",
            logger,
            ch.qos.logback.classic.Level.WARN,
            "cannot reach {}",
            null,
            new Object[] {7});
    event.setInstant(Instant.now().plusMillis(millis));
    logger.callAppenders(event);
  }

  private OutputStreamAppender<ILoggingEvent> appender(ByteArrayOutputStream out) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%level %msg %kvp%n%ex");
    encoder.start();
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    return appender;
  }

  private static String text(ByteArrayOutputStream out) {
    return out.toString(UTF_8);
  }
}
