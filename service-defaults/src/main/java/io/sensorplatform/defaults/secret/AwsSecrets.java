package io.sensorplatform.defaults.secret;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks AWS Secrets Manager: the one call GetSecretValue, signed by the AWS SDK with the credentials
 * that it finds (task role, environment, profile). The SDK's own client for it would be a megabyte
 * more for every service.
 */
final class AwsSecrets {

  private static final String SERVICE = "secretsmanager";
  private static final int ATTEMPTS = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** The client sets these itself, and refuses others. */
  private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length");

  private final String region;
  private final URI endpoint;

  /**
   * @param endpoint null: AWS's own of the region
   * @param region null: where the SDK finds that we are
   */
  AwsSecrets(@Nullable String endpoint, @Nullable String region) {
    try {
      this.region = region == null ? new DefaultAwsRegionProviderChain().getRegion().id() : region;
    } catch (SdkException e) {
      throw new IllegalStateException(
          "no AWS region is known; set AWS_REGION or platform.secrets.aws-region", e);
    }
    this.endpoint =
        URI.create(
            endpoint == null
                ? "https://%s.%s.amazonaws.com/".formatted(SERVICE, this.region)
                : endpoint);
  }

  /**
   * @throws IllegalStateException with the reason
   */
  String read(String name) {
    String body = JsonMapper.shared().writeValueAsString(Map.of("SecretId", name));
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      for (int attempt = 1; ; attempt++) {
        try {
          HttpResponse<String> answer =
              http.send(request(body), HttpResponse.BodyHandlers.ofString());
          if (answer.statusCode() == 200) {
            return secret(answer.body());
          }
          if (answer.statusCode() < 500 || attempt == ATTEMPTS) {
            throw new IllegalStateException(refusal(answer));
          }
        } catch (IOException e) {
          if (attempt == ATTEMPTS) {
            throw new IllegalStateException("%s does not answer (%s)".formatted(endpoint, e), e);
          }
        }
        Thread.sleep(PAUSE.multipliedBy(attempt));
      }
    } catch (SdkException e) {
      throw new IllegalStateException("no AWS credentials are found", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("told to stop", e);
    }
  }

  private HttpRequest request(String body) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .putHeader("Content-Type", "application/x-amz-json-1.1")
            .putHeader("X-Amz-Target", SERVICE + ".GetSecretValue")
            .build();
    SdkHttpRequest signed;
    try (var credentials = DefaultCredentialsProvider.builder().build()) {
      AwsCredentialsIdentity identity = credentials.resolveCredentials();
      signed =
          AwsV4HttpSigner.create()
              .sign(sign ->
                  sign.identity(identity)
                      .request(request)
                      .payload(ContentStreamProvider.fromUtf8String(body))
                      .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                      .putProperty(AwsV4HttpSigner.REGION_NAME, region))
              .request();
    }
    var http =
        HttpRequest.newBuilder(endpoint)
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    signed.forEachHeader((name, values) -> {
      if (!OF_THE_CLIENT.contains(name.toLowerCase(java.util.Locale.ROOT))) {
        values.forEach(value -> http.header(name, value));
      }
    });
    return http.build();
  }

  private static String secret(String answer) {
    try {
      JsonNode json = JsonMapper.shared().readTree(answer);
      if (json.path("SecretString").isString()) {
        return json.path("SecretString").asString();
      }
      if (json.path("SecretBinary").isString()) {
        return new String(
            Base64.getDecoder().decode(json.path("SecretBinary").asString()),
            StandardCharsets.UTF_8);
      }
    } catch (JacksonException | IllegalArgumentException e) {
      // Its message would hold some of the secret.
    }
    throw new IllegalStateException("the answer of Secrets Manager holds no secret");
  }

  /** Such as {@code 400 ResourceNotFoundException}; its message names no secret's content. */
  private static String refusal(HttpResponse<String> answer) {
    String type = "";
    try {
      String told = JsonMapper.shared().readTree(answer.body()).path("__type").asString("");
      type = " " + told.substring(told.indexOf('#') + 1);
    } catch (JacksonException e) {
      // The status has to do.
    }
    return "Secrets Manager answered " + answer.statusCode() + type;
  }
}
