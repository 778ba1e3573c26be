package io.sensorplatform.local.stack;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs, and where. The names are a contract: {@code ./platform status --json} prints this.
 *
 * @param gateway base URL of the public API
 * @param components in the order in which a reading meets them
 * @param postgres a login that may only read
 * @param traces URL of the trace page
 */
public record StackStatus(
    State state,
    String gateway,
    List<ComponentStatus> components,
    Postgres postgres,
    Kafka kafka,
    S3 s3,
    String traces,
    Operator operator) {

  public StackStatus {
    components = List.copyOf(components);
  }

  public enum State {
    ready,
    partial,
    down
  }

  public enum ComponentState {
    up,
    starting,
    down
  }

  /**
   * One component.
   *
   * @param pid null when it is down
   * @param managementUrl null for what is not a service
   */
  public record ComponentStatus(
      String name,
      @Nullable Long pid,
      ComponentState state,
      String url,
      @Nullable String managementUrl,
      String log) {}

  /** The password, like every secret here, is null before the first start. */
  public record Postgres(
      String host, int port, String database, String username, @Nullable String password) {}

  public record Kafka(String bootstrapServers) {}

  public record S3(String endpoint, String bucket, String accessKey, @Nullable String secretKey) {}

  public record Operator(String username, @Nullable String password) {}

  public ComponentStatus component(Component component) {
    return components.stream()
        .filter(status -> status.name().equals(component.label()))
        .findFirst()
        .orElseThrow();
  }
}
