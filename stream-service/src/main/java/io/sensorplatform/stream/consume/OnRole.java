package io.sensorplatform.stream.consume;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

final class OnRole implements Condition {

  private static final Set<String> KNOWN = Set.of("writer", "archiver");

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    var wanted = metadata.getAnnotationAttributes(ConditionalOnRole.class.getName());
    return wanted != null && roles(context.getEnvironment()).contains(wanted.get("value"));
  }

  /** The roles of {@code platform.roles}; by default all. */
  static Set<String> roles(Environment environment) {
    var setting = environment.getProperty("platform.roles", String.join(",", KNOWN));
    var roles =
        Stream.of(setting.split(","))
            .map(String::strip)
            .filter(role -> !role.isEmpty())
            .collect(Collectors.toSet());
    var unknown = roles.stream().filter(role -> !KNOWN.contains(role)).toList();
    if (!unknown.isEmpty() || roles.isEmpty()) {
      throw new IllegalArgumentException(
          "platform.roles: %s; known are %s"
              .formatted(unknown.isEmpty() ? "none" : unknown, List.copyOf(KNOWN)));
    }
    return roles;
  }
}
