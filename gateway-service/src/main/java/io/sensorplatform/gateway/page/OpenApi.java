package io.sensorplatform.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API's description (OpenAPI 3.1), as JSON, or as YAML for who asks for it. Read beside the
 * start, so that neither the start nor an event loop waits for it.
 */
@Component
final class OpenApi {

  static final String PATH = "/v1/openapi";

  private static final String RESOURCE = "/openapi/sensor-platform.yaml";

  private final CompletableFuture<Page> yaml = CompletableFuture.supplyAsync(OpenApi::read);
  private final CompletableFuture<Page> json = yaml.thenApply(OpenApi::toJson);

  Page as(@Nullable String accept) {
    return accept != null && accept.contains("yaml") ? yaml.join() : json.join();
  }

  private static Page read() {
    try (InputStream resource =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new Page(
          "application/yaml", new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page toJson(Page yaml) {
    Object document = new Yaml().load(yaml.text());
    return new Page("application/json", JsonMapper.shared().writeValueAsString(document));
  }
}
