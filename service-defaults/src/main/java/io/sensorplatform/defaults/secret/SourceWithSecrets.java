package io.sensorplatform.defaults.secret;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A source of settings with some values in the place of others, under the same name. */
final class SourceWithSecrets extends EnumerablePropertySource<EnumerablePropertySource<?>> {

  private final Map<String, Object> secrets;

  private SourceWithSecrets(EnumerablePropertySource<?> source, Map<String, Object> secrets) {
    super(source.getName(), source);
    this.secrets = Map.copyOf(secrets);
  }

  static PropertySource<?> of(EnumerablePropertySource<?> source, Map<String, Object> secrets) {
    if (source instanceof SystemEnvironmentPropertySource variables) {
      // Boot takes SPRING_DATASOURCE_PASSWORD for spring.datasource.password only in this class.
      Map<String, Object> all = new HashMap<>(variables.getSource());
      all.putAll(secrets);
      return new SystemEnvironmentPropertySource(source.getName(), all);
    }
    return new SourceWithSecrets(source, secrets);
  }

  @Override
  public @Nullable Object getProperty(String name) {
    Object secret = secrets.get(name);
    return secret == null ? getSource().getProperty(name) : secret;
  }

  @Override
  public boolean containsProperty(String name) {
    return getSource().containsProperty(name);
  }

  @Override
  public String[] getPropertyNames() {
    return getSource().getPropertyNames();
  }
}
