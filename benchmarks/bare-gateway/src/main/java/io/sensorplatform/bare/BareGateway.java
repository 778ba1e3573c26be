package io.sensorplatform.bare;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Passes /v1/readings on, and does nothing else; all else is a setting of GatewayBench. */
@SpringBootApplication(proxyBeanMethods = false)
public class BareGateway {

  public static void main(String[] arguments) {
    SpringApplication.run(BareGateway.class, arguments);
  }
}
