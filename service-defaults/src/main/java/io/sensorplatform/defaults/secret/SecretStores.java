package io.sensorplatform.defaults.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads secrets where they are, each once. */
final class SecretStores {

  /** No secret is larger; Secrets Manager's own limit. */
  private static final int MAX_BYTES = 64 << 10;

  private final PropertyResolver settings;
  private final Map<String, String> fetched = new HashMap<>();
  private @Nullable AwsSecrets aws;

  SecretStores(PropertyResolver settings) {
    this.settings = settings;
  }

  /**
   * @throws IllegalStateException with the reason, if it cannot be read
   */
  String read(SecretReference reference) {
    if (reference.store().equals(SecretReference.FILE)) {
      return file(reference.name());
    }
    String secret = fetched.computeIfAbsent(reference.name(), name -> aws().read(name));
    return reference.member() == null ? secret : member(secret, reference.member());
  }

  /** Without the white space around it: files end with a line's end. */
  private static String file(String name) {
    try (var file = Files.newInputStream(Path.of(name))) {
      byte[] content = file.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IllegalStateException("the file is over 64 KiB");
      }
      String text = new String(content, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw new IllegalStateException("the file is empty");
      }
      return text;
    } catch (IOException e) {
      // The message of such an exception is often the path alone.
      throw new IllegalStateException(
          "%s (%s)".formatted(e.getClass().getSimpleName(), e.getMessage()));
    }
  }

  private static String member(String secret, String name) {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(secret);
    } catch (JacksonException e) {
      // Its message would hold some of the secret.
      throw new IllegalStateException("the secret is not JSON, so it has no member " + name);
    }
    JsonNode member = json.path(name);
    if (!member.isValueNode() || member.isNull()) {
      throw new IllegalStateException("the secret has no member '%s' that is text".formatted(name));
    }
    return member.asString();
  }

  /** Made only when a setting asks for it: none of the AWS SDK's classes is loaded before. */
  private AwsSecrets aws() {
    if (aws == null) {
      aws =
          new AwsSecrets(
              settings.getProperty("platform.secrets.aws-endpoint"),
              settings.getProperty("platform.secrets.aws-region"));
    }
    return aws;
  }
}
