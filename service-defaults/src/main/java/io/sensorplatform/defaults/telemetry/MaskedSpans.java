package io.sensorplatform.defaults.telemetry;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.sensorplatform.defaults.secret.Masking;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Spans hold the path as it was asked for, which may hold a key that somebody put there. */
@AutoConfiguration
public class MaskedSpans {

  @Bean
  ObservationFilter secretsAreMasked() {
    return MaskedSpans::mask;
  }

  private static Observation.Context mask(Observation.Context context) {
    for (KeyValue tag : context.getHighCardinalityKeyValues()) {
      String masked = Masking.mask(tag.getValue());
      if (!masked.equals(tag.getValue())) {
        context.addHighCardinalityKeyValue(KeyValue.of(tag.getKey(), masked));
      }
    }
    return context;
  }
}
