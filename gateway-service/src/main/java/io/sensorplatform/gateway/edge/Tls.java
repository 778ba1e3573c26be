package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.tls.Certificate;
import io.sensorplatform.gateway.tls.TlsSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.LinkedHashSet;

/** TLS in the words of the HTTP server. HTTP/2 is chosen by ALPN (RFC 9113 s3.2). */
final class Tls {

  private Tls() {}

  static void use(HttpServerOptions options, TlsSettings settings, Certificate certificate) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(pair(certificate))
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(settings.versions()));
    byte[] issuers = certificate.issuers();
    if (issuers != null) {
      options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(trust(issuers));
    }
  }

  static ServerSSLOptions options(TlsSettings settings, Certificate certificate) {
    var options = new ServerSSLOptions();
    options
        .setKeyCertOptions(pair(certificate))
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(settings.versions()));
    options.setUseAlpn(true);
    byte[] issuers = certificate.issuers();
    if (issuers != null) {
      options.setTrustOptions(trust(issuers));
      options.setClientAuth(ClientAuth.REQUIRED);
    }
    return options;
  }

  private static PemKeyCertOptions pair(Certificate certificate) {
    return new PemKeyCertOptions()
        .setCertValue(Buffer.buffer(certificate.chain()))
        .setKeyValue(Buffer.buffer(certificate.key()));
  }

  private static PemTrustOptions trust(byte[] issuers) {
    return new PemTrustOptions().addCertValue(Buffer.buffer(issuers));
  }
}
