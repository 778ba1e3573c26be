package io.sensorplatform.defaults.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Logs in at Kafka on AWS (MSK) as whoever the AWS SDK finds that we are, such as a task's role.
 * Kafka makes it by its name, {@code sasl.login.callback.handler.class}, with the mechanism
 * OAUTHBEARER: the token is a presigned call of {@code kafka-cluster:Connect}, and asked for anew
 * before it expires. AWS's own library for it would bring five more for every service.
 */
public final class IamLogin implements AuthenticateCallbackHandler {

  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final DateTimeFormatter SIGNED_AT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final DefaultCredentialsProvider credentials =
      DefaultCredentialsProvider.builder().build();

  @Override
  public void configure(
      Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {
    if (!mechanism.equals("OAUTHBEARER")) {
      throw new IllegalArgumentException("sasl.mechanism is OAUTHBEARER for " + IamLogin.class);
    }
  }

  @Override
  public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      if (!(callback instanceof OAuthBearerTokenCallback wanted)) {
        throw new UnsupportedCallbackException(callback);
      }
      try {
        wanted.token(
            token(
                credentials.resolveCredentials(),
                new DefaultAwsRegionProviderChain().getRegion().id()));
      } catch (SdkException e) {
        throw new IOException("no AWS credentials, or no region, are found", e);
      }
    }
  }

  @Override
  public void close() {
    credentials.close();
  }

  static OAuthBearerToken token(AwsCredentialsIdentity identity, String region) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("https://kafka.%s.amazonaws.com/".formatted(region)))
            .putRawQueryParameter("Action", "kafka-cluster:Connect")
            .build();
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(sign ->
                sign.identity(identity)
                    .request(request)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kafka-cluster")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(
                        AwsV4FamilyHttpSigner.AUTH_LOCATION,
                        AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, LIFETIME))
            .request();
    // Brokers write who it was into their log; not part of what is signed.
    String url = signed.getUri() + "&User-Agent=sensor-platform";
    Instant start =
        SIGNED_AT.parse(
            signed.firstMatchingRawQueryParameter("X-Amz-Date").orElseThrow(), Instant::from);
    return new Token(
        Base64.getUrlEncoder().withoutPadding().encodeToString(url.getBytes(UTF_8)),
        identity.accessKeyId(),
        start);
  }

  private record Token(String value, String principalName, Instant start)
      implements OAuthBearerToken {

    @Override
    public Set<String> scope() {
      return Set.of();
    }

    @Override
    public long lifetimeMs() {
      return start.plus(LIFETIME).toEpochMilli();
    }

    @Override
    public Long startTimeMs() {
      return start.toEpochMilli();
    }

    /** Without the token. */
    @Override
    public String toString() {
      return "Token[principalName=" + principalName + ", start=" + start + "]";
    }
  }
}
