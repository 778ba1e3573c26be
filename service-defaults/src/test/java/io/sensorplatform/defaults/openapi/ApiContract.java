package io.sensorplatform.defaults.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.Yaml;

/**
 * What the API's document says that a service serves, and what its code serves, in the same form
 * (such as {@code GET /v1/ledger}), so that a test can hold them against each other.
 */
public final class ApiContract {

  private static final String DOCUMENT = "/openapi/sensor-platform.yaml";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private ApiContract() {}

  /** The operations that the document gives to a service. */
  public static Set<String> documented(String service) {
    Set<String> operations = new TreeSet<>();
    map(document().get("paths"))
        .forEach((path, item) ->
            map(item)
                .forEach((method, operation) -> {
                  if (METHODS.contains(method) && service.equals(map(operation).get("x-service"))) {
                    Object mapping = map(item).getOrDefault("x-mapping", path);
                    operations.add(method.toUpperCase() + " " + mapping);
                  }
                }));
    return operations;
  }

  /** The request mappings of all controllers in a package and below. */
  public static Set<String> mapped(String basePackage) {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
    Set<String> operations = new TreeSet<>();
    for (BeanDefinition found : scanner.findCandidateComponents(basePackage)) {
      Class<?> controller =
          ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null);
      List<String> prefixes =
          paths(AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class));
      for (Method method : controller.getDeclaredMethods()) {
        var mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
        if (mapping != null) {
          for (String prefix : prefixes) {
            for (String path : paths(mapping)) {
              Arrays.stream(mapping.method())
                  .forEach(verb -> operations.add(verb + " " + prefix + path));
            }
          }
        }
      }
    }
    return operations;
  }

  /** The whole document. */
  public static Map<String, Object> document() {
    try (InputStream yaml = ApiContract.class.getResourceAsStream(DOCUMENT)) {
      return map(new Yaml().load(yaml));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> paths(RequestMapping mapping) {
    return mapping == null || mapping.path().length == 0 ? List.of("") : List.of(mapping.path());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
