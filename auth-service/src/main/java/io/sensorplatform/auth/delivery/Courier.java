package io.sensorplatform.auth.delivery;

import io.sensorplatform.auth.signing.KeyBox;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.springframework.stereotype.Component;

/** Takes one delivery to its receiver: signed, not to where it may not go, and not for long. */
@Component
class Courier {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final KeyBox box;
  private final Clock clock;
  private final CloseableHttpClient http;

  Courier(KeyBox box, Clock clock, DeliverySettings settings) {
    this.box = box;
    this.clock = clock;
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(
                        settings.allowPrivateAddresses()
                            ? SystemDefaultDnsResolver.INSTANCE
                            : new PublicAddresses())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.of(CONNECT))
                            .setSocketTimeout(Timeout.of(settings.timeout()))
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom().setResponseTimeout(Timeout.of(settings.timeout())).build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("sensor-platform-webhooks")
            .build();
  }

  /**
   * What came of an attempt.
   *
   * @param hopeless whether another attempt would end the same
   */
  record Outcome(boolean delivered, boolean hopeless, String told) {}

  Outcome take(Deliveries.Claimed delivery) {
    long now = clock.instant().getEpochSecond();
    var post = new HttpPost(delivery.url());
    try {
      post.setHeader("webhook-id", delivery.deliveryId());
      post.setHeader("webhook-timestamp", now);
      post.setHeader(
          "webhook-signature",
          Signature.of(delivery.deliveryId(), now, delivery.payload(), secrets(delivery)));
      // Its answer's body is not read, or a receiver could keep us as long as it likes.
      post.setHeader("Connection", "close");
      post.setEntity(
          new StringEntity(
              delivery.payload(),
              ContentType.APPLICATION_JSON.withCharset(StandardCharsets.UTF_8)));
      try (var answer = http.executeOpen(HttpHost.create(post.getUri()), post, null)) {
        int status = answer.getCode();
        return new Outcome(status / 100 == 2, status == 410, Integer.toString(status));
      }
    } catch (GeneralSecurityException e) {
      return new Outcome(false, false, "the secret cannot be decrypted");
    } catch (PublicAddresses.NotPublicException e) {
      return new Outcome(false, true, "the address is not public");
    } catch (IOException e) {
      return new Outcome(false, false, told(e));
    } catch (java.net.URISyntaxException e) {
      return new Outcome(false, true, "not a URL");
    }
  }

  /** By kind: a message could tell what is behind a firewall. */
  private static String told(IOException failure) {
    return switch (failure) {
      case UnknownHostException e -> "the host is unknown";
      case ConnectException e -> "no connection";
      case SSLException e -> "no TLS connection";
      case InterruptedIOException e -> "no answer in time";
      default -> "the connection broke";
    };
  }

  private List<byte[]> secrets(Deliveries.Claimed delivery) throws GeneralSecurityException {
    List<byte[]> secrets = new ArrayList<>();
    secrets.add(box.open(delivery.encryptedSecret(), delivery.webhookId()));
    if (delivery.previousSecret() != null) {
      secrets.add(box.open(delivery.previousSecret(), delivery.webhookId()));
    }
    return secrets;
  }

  @PreDestroy
  void close() throws IOException {
    http.close();
  }
}
