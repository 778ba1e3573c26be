package io.sensorplatform.gateway.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a request may be.
 *
 * @param maxBody bytes of a body as sent; default 8 MiB
 */
@ConfigurationProperties("platform.gateway")
public record AccessSettings(@DefaultValue("8MB") DataSize maxBody) {

  public AccessSettings {
    if (maxBody.toBytes() < 1) {
      throw new IllegalArgumentException("platform.gateway.max-body is at least 1 byte");
    }
  }
}
