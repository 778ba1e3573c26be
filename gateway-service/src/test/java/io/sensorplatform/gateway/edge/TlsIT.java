package io.sensorplatform.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.defaults.token.TestIssuer;
import io.sensorplatform.gateway.tls.Keytool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS at the public port, and how its certificate is renewed. */
class TlsIT {

  @TempDir private Path files;
  private final TestIssuer issuer = new TestIssuer();
  private final String token = issuer.token("d", "default", List.of("*"), "readings:write");
  private Backend sensor;
  private KeyStore first;

  @BeforeEach
  void start() throws Exception {
    sensor = Backend.started();
    first = Keytool.write(files, "first", 90);
  }

  @AfterEach
  void stop() {
    sensor.close();
    issuer.close();
  }

  @Test
  void bothVersionsAreServedAndCallersAreToldToStayWithTls() throws Exception {
    try (var gateway = gateway()) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        try (var client = client(version, first)) {
          HttpResponse<String> answer = client.send(reading(gateway), BodyHandlers.ofString());

          assertThat(answer.statusCode()).isEqualTo(202);
          assertThat(answer.version()).isEqualTo(version);
          assertThat(answer.headers().firstValue("strict-transport-security")).isPresent();
          assertThat(sensor.lastCall().header("X-Forwarded-Proto")).isEqualTo("https");
        }
      }
      assertThatThrownBy(() -> handshake(gateway, "TLSv1.1")).isInstanceOf(SSLException.class);
      assertThat(daysLeft(gateway)).isBetween(88.0, 91.0);
    }
  }

  @Test
  void newCertificateIsUsedWithoutCuttingAConnection() throws Exception {
    try (var gateway = gateway();
        var client = client(HttpClient.Version.HTTP_2, first)) {
      assertThat(client.send(reading(gateway), BodyHandlers.ofString()).statusCode())
          .isEqualTo(202);
      assertThat(subject(gateway)).isEqualTo("CN=first");

      Keytool.write(files, "second", 30);

      await().untilAsserted(() -> assertThat(subject(gateway)).isEqualTo("CN=second"));
      // It trusts the first certificate only: this is the connection from before.
      assertThat(client.send(reading(gateway), BodyHandlers.ofString()).statusCode())
          .isEqualTo(202);
      assertThat(daysLeft(gateway)).isBetween(28.0, 31.0);
      assertThat(reloads(gateway, "taken")).isEqualTo(1);
    }
  }

  @Test
  void newCertificateThatCannotWorkIsRefusedAndTheOldOneStays() throws Exception {
    try (var gateway = gateway()) {
      Files.writeString(files.resolve("cert.pem"), "nonsense");
      await().untilAsserted(() -> assertThat(reloads(gateway, "refused")).isEqualTo(1));
      assertThat(subject(gateway)).isEqualTo("CN=first");
      // A certificate with another's key would break each handshake from now on.
      byte[] key = Files.readAllBytes(files.resolve("key.pem"));
      Keytool.write(files, "second", 30);
      Files.write(files.resolve("key.pem"), key);
      await()
          .untilAsserted(() -> assertThat(reloads(gateway, "refused")).isGreaterThanOrEqualTo(2));
      assertThat(subject(gateway)).isEqualTo("CN=first");
      Keytool.write(files, "expired", -1);
      await()
          .untilAsserted(() -> assertThat(reloads(gateway, "refused")).isGreaterThanOrEqualTo(3));
      assertThat(subject(gateway)).isEqualTo("CN=first");

      Keytool.write(files, "third", 30);
      await().untilAsserted(() -> assertThat(subject(gateway)).isEqualTo("CN=third"));
    }
  }

  @Test
  void callerWithoutACertificateIsTurnedAwayIfOneIsAskedFor() throws Exception {
    try (var gateway =
        gateway("platform.gateway.tls.client-ca-file=" + files.resolve("cert.pem"))) {
      try (var client = client(HttpClient.Version.HTTP_1_1, first)) {
        assertThatThrownBy(() -> client.send(reading(gateway), BodyHandlers.ofString()))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void callerWithACertificateOfTheIssuerIsServed() throws Exception {
    // Signed by itself, so that it is its own issuer.
    try (var gateway = gateway("platform.gateway.tls.client-ca-file=" + files.resolve("cert.pem"));
        var client = client(HttpClient.Version.HTTP_1_1, first, first)) {
      assertThat(client.send(reading(gateway), BodyHandlers.ofString()).statusCode())
          .isEqualTo(202);
    }
  }

  @Test
  void callerWithACertificateOfAnotherIssuerIsTurnedAway() throws Exception {
    Path elsewhere = Files.createDirectory(files.resolve("elsewhere"));
    KeyStore another = Keytool.write(elsewhere, "another", 90);
    try (var gateway = gateway("platform.gateway.tls.client-ca-file=" + files.resolve("cert.pem"));
        var client = client(HttpClient.Version.HTTP_1_1, first, another)) {
      assertThatThrownBy(() -> client.send(reading(gateway), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  private TestGateway gateway(String... more) {
    var settings = new java.util.ArrayList<>(List.of(more));
    settings.add("platform.gateway.tls.certificate-file=" + files.resolve("cert.pem"));
    settings.add("platform.gateway.tls.key-file=" + files.resolve("key.pem"));
    settings.add("platform.gateway.tls.reload-every=100ms");
    return new TestGateway(issuer, sensor.url(), settings.toArray(String[]::new));
  }

  private HttpRequest reading(TestGateway gateway) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + gateway.port() + "/v1/readings"))
        .header("Authorization", "Bearer " + token)
        .POST(BodyPublishers.ofString("{}"))
        .build();
  }

  private static HttpClient client(HttpClient.Version version, KeyStore trusted) throws Exception {
    return client(version, trusted, null);
  }

  /**
   * @param own with the caller's certificate; null: it has none
   */
  private static HttpClient client(
      HttpClient.Version version, KeyStore trusted, @Nullable KeyStore own) throws Exception {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("port", trusted.getCertificate("port"));
    trust.init(certificates);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, Keytool.PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(version).sslContext(tls).build();
  }

  private static String subject(TestGateway gateway) throws Exception {
    try (SSLSocket socket = handshake(gateway, "TLSv1.3")) {
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  private static SSLSocket handshake(TestGateway gateway, String version) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Anyone()}, null);
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", gateway.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static double daysLeft(TestGateway gateway) {
    return gateway
        .bean(MeterRegistry.class)
        .get("sensor.gateway.tls.certificate.expires")
        .gauge()
        .value();
  }

  private static double reloads(TestGateway gateway, String outcome) {
    return gateway
        .bean(MeterRegistry.class)
        .counter("sensor.gateway.tls.reloads", "outcome", outcome)
        .count();
  }

  /** Looks at certificates, and trusts all. */
  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
