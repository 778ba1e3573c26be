package io.sensorplatform.defaults.secret;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Puts secrets in the place of references to them ({@link SecretReference}), in any setting of any
 * source, before anything reads them. A service that names a secret it cannot read does not start.
 */
final class SecretSettings implements EnvironmentPostProcessor, Ordered {

  /** When all files of settings are read. */
  @Override
  public int getOrder() {
    return ConfigDataEnvironmentPostProcessor.ORDER + 1;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    var stores = new SecretStores(environment);
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> listed) {
        Map<String, Object> secrets = secrets(listed, environment, stores);
        if (!secrets.isEmpty()) {
          environment
              .getPropertySources()
              .replace(source.getName(), SourceWithSecrets.of(listed, secrets));
        }
      }
    }
  }

  private static Map<String, Object> secrets(
      EnumerablePropertySource<?> source,
      ConfigurableEnvironment environment,
      SecretStores stores) {
    Map<String, Object> secrets = new LinkedHashMap<>();
    for (String name : source.getPropertyNames()) {
      Object value = source.getProperty(name);
      if (value != null && SecretReference.isOne(value)) {
        String reference = environment.resolvePlaceholders(value.toString());
        try {
          secrets.put(name, stores.read(SecretReference.parse(reference)));
        } catch (IllegalArgumentException | IllegalStateException e) {
          throw new UnreadableSecretException(name, reference, e);
        }
      }
    }
    return secrets;
  }
}
