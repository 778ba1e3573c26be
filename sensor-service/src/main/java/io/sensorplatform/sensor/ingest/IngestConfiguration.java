package io.sensorplatform.sensor.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.sensor.body.BodyReader;
import io.sensorplatform.sensor.body.InFlightBytes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
}
