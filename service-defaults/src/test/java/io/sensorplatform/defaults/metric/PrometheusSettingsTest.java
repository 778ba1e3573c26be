package io.sensorplatform.defaults.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

class PrometheusSettingsTest {

  @Test
  void exemplarsStandOnlyWhereOpenMetricsAllowsThem() throws IOException {
    var defaults =
        new YamlPropertySourceLoader()
            .load("defaults", new ClassPathResource("service-defaults.yml"));
    Map<String, String> properties =
        new Binder(ConfigurationPropertySources.from(defaults))
            .bind(
                "management.prometheus.metrics.export.properties",
                Bindable.mapOf(String.class, String.class))
            .get();
    assertThat(properties)
        .containsEntry("io.prometheus.exporter.exemplarsOnAllMetricTypes", "false");
  }
}
