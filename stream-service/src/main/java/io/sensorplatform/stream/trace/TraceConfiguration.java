package io.sensorplatform.stream.trace;

import io.sensorplatform.reading.Topics;
import io.sensorplatform.stream.log.LogReader;
import io.sensorplatform.stream.query.StoreQueries;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TraceConfiguration {

  @Bean
  ReadingTracer readingTracer(StoreQueries store, LogReader log) {
    return new ReadingTracer(Topics.READINGS, store, log);
  }

  /** Sensor ids hold slashes, which many clients send as %2F and Tomcat refuses by itself. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> slashesInSensorIds() {
    return tomcat ->
        tomcat.addConnectorCustomizers(connector ->
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
  }
}
