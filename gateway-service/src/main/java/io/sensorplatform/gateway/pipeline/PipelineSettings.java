package io.sensorplatform.gateway.pipeline;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom to ask for {@code GET /v1/pipeline}.
 *
 * @param sources base URLs of the management ports by service (auth, sensor, stream); every address
 *     of a name is asked, so that a name may stand for several tasks; several URLs where roles of a
 *     service run apart; defaults are in application.yml
 * @param timeout how long an answer may take; default 1 s
 * @param keptFor how long an answer serves who asks next; default 1 s
 */
@ConfigurationProperties("platform.gateway.pipeline")
public record PipelineSettings(
    @DefaultValue Map<String, List<URI>> sources,
    @DefaultValue("1s") Duration timeout,
    @DefaultValue("1s") Duration keptFor) {

  private static final Set<String> SERVICES = Set.of("auth", "sensor", "stream");

  public PipelineSettings {
    if (timeout.isNegative() || timeout.isZero() || keptFor.isNegative()) {
      throw new IllegalArgumentException(
          "platform.gateway.pipeline: timeout is more than 0, kept-for at least 0");
    }
    sources = new TreeMap<>(sources);
    sources.forEach((service, urls) -> {
      if (!SERVICES.contains(service)) {
        throw new IllegalArgumentException(
            "platform.gateway.pipeline.sources: no service " + service);
      }
      for (URI url : urls) {
        if (url.getScheme() == null || !url.getScheme().equals("http") || url.getHost() == null) {
          throw new IllegalArgumentException("not http://host:port: " + url);
        }
      }
    });
  }
}
