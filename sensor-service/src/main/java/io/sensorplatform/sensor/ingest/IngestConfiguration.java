package io.sensorplatform.sensor.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.problem.ProblemAnswers;
import io.sensorplatform.defaults.token.TokenVerifier;
import io.sensorplatform.sensor.body.BodyReader;
import io.sensorplatform.sensor.body.InFlightBytes;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class IngestConfiguration {

  @Bean
  InFlightBytes inFlightBytes(BodySettings settings, MeterRegistry metrics) {
    var memory = new InFlightBytes(settings.inFlight().toBytes());
    Gauge.builder("sensor.ingest.body.memory", memory, InFlightBytes::taken)
        .description("Bytes set aside for the bodies of requests being served")
        .baseUnit("bytes")
        .register(metrics);
    return memory;
  }

  @Bean
  BodyReader bodyReader(InFlightBytes memory, BodySettings settings) {
    return new BodyReader(memory, (int) settings.max().toBytes());
  }

  /**
   * Before all other filters. Not if each request shall be a line of the log, which the long way
   * writes.
   */
  @Bean
  @ConditionalOnProperty(
      name = "platform.logs.access",
      havingValue = "false",
      matchIfMissing = true)
  FilterRegistrationBean<ShortWay> shortWay(
      IngestController controller,
      TokenVerifier tokens,
      ProblemAnswers problems,
      IngestSpans spans,
      RequestTimers timers) {
    var registration =
        new FilterRegistrationBean<>(new ShortWay(controller, tokens, problems, spans, timers));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.setAsyncSupported(true);
    return registration;
  }
}
