package io.sensorplatform.sensor;

import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** What Tomcat must do otherwise, and has no setting for in Boot. */
@Component
class TomcatConfiguration
    implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

  @Override
  public void customize(ConfigurableTomcatWebServerFactory tomcat) {
    // Sensor ids hold slashes, and many clients send them as %2F, which Tomcat refuses by itself.
    // Passed through, not decoded: what the path means is decided in one place.
    tomcat.addConnectorCustomizers(connector ->
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
  }
}
