package io.sensorplatform.defaults.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * What Spring Boot's settings cannot say of the log: nothing it writes holds a secret, the console
 * neither, and what repeats is bounded. Follows Spring Boot's own set-up, for each application.
 */
final class LogSetup implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      set(context.getLogger(Logger.ROOT_LOGGER_NAME));
    }
  }

  static void set(Logger root) {
    var repeats = new RepeatFilter();
    repeats.start();
    root.iteratorForAppenders().forEachRemaining(appender -> set(appender, repeats));
  }

  private static void set(Appender<ILoggingEvent> appender, RepeatFilter repeats) {
    if (appender.getCopyOfAttachedFiltersList().stream().anyMatch(RepeatFilter.class::isInstance)) {
      return;
    }
    appender.addFilter(repeats);
    if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
      Encoder<ILoggingEvent> encoder = stream.getEncoder();
      var masked = new MaskedEncoder(encoder);
      masked.setContext(appender.getContext());
      masked.start();
      stream.setEncoder(masked);
    }
  }

  /** After the listener that reads the logging settings. */
  @Override
  public int getOrder() {
    return LoggingApplicationListener.DEFAULT_ORDER + 1;
  }
}
