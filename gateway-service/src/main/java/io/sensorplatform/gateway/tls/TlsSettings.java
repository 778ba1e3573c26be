package io.sensorplatform.gateway.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * TLS at the public port.
 *
 * @param certificateFile PEM, the port's own certificate first; default none: no TLS
 * @param keyFile PEM, PKCS#8 without a password
 * @param clientCaFile PEM, issuers of the certificates that callers must have; default none
 * @param minVersion TLSv1.2 or TLSv1.3; default TLSv1.2
 * @param reloadEvery how often the files are looked at for a change; default 10 s
 */
@ConfigurationProperties("platform.gateway.tls")
public record TlsSettings(
    @Nullable Path certificateFile,
    @Nullable Path keyFile,
    @Nullable Path clientCaFile,
    @DefaultValue("TLSv1.2") String minVersion,
    @DefaultValue("10s") Duration reloadEvery) {

  public TlsSettings {
    if ((certificateFile == null) != (keyFile == null)) {
      throw new IllegalArgumentException(
          "platform.gateway.tls.certificate-file and key-file go together");
    }
    if (clientCaFile != null && certificateFile == null) {
      throw new IllegalArgumentException(
          "platform.gateway.tls.client-ca-file needs a certificate-file");
    }
    if (!minVersion.equals("TLSv1.2") && !minVersion.equals("TLSv1.3")) {
      throw new IllegalArgumentException("platform.gateway.tls.min-version is TLSv1.2 or TLSv1.3");
    }
  }

  public boolean enabled() {
    return certificateFile != null;
  }

  public List<String> versions() {
    return minVersion.equals("TLSv1.3") ? List.of("TLSv1.3") : List.of("TLSv1.2", "TLSv1.3");
  }
}
