package io.sensorplatform.defaults.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class KafkaSettingsTest {

  /** As a task on AWS is told; infra-terraform/modules/platform/services.tf. */
  @Test
  void takesPropertiesOfKafkaFromTheEnvironment() {
    Map<String, Object> environment =
        Map.of(
            "PLATFORM_KAFKA_BOOTSTRAPSERVERS", "b-1:9098,b-2:9098",
            "PLATFORM_KAFKA_PARTITIONS", "40",
            "PLATFORM_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SASL_SSL",
            "PLATFORM_KAFKA_PROPERTIES_SASL_MECHANISM", "OAUTHBEARER",
            "PLATFORM_KAFKA_PROPERTIES_SASL_LOGIN_CALLBACK_HANDLER_CLASS",
                IamLogin.class.getName());
    var sources = new MutablePropertySources();
    sources.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", environment));
    sources.addLast(new MapPropertySource("none", Map.of()));

    var settings =
        new Binder(ConfigurationPropertySources.from(sources))
            .bind("platform.kafka", KafkaSettings.class)
            .get();

    assertThat(settings.partitions()).isEqualTo(40);
    assertThat(settings.clientProperties())
        .containsEntry("bootstrap.servers", "b-1:9098,b-2:9098")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "OAUTHBEARER")
        .containsEntry("sasl.login.callback.handler.class", IamLogin.class.getName());
  }
}
