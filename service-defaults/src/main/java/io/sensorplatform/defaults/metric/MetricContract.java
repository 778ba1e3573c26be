package io.sensorplatform.defaults.metric;

import io.sensorplatform.defaults.metric.Metric.Tag;
import io.sensorplatform.defaults.metric.Metric.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every {@code sensor.*} metric that there is: {@code metrics.yml}. */
public final class MetricContract {

  /** What the names of metrics of our own begin with. */
  public static final String PREFIX = "sensor.";

  /** What a tag's value becomes that is not one of those it may have. */
  public static final String OTHER = "other";

  private static final String RESOURCE = "/metrics.yml";
  private static final Set<String> STAGES =
      Set.of(
          "gateway",
          "ingest",
          "spool",
          "kafka",
          "postgres",
          "s3",
          "analytics",
          "auth",
          "telemetry");
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "type",
          "unit",
          "histogram",
          "services",
          "stage",
          "tags",
          "when",
          "meaning",
          "watched-by",
          "tier");

  private final Map<String, Metric> metrics;

  private MetricContract(Map<String, Metric> metrics) {
    this.metrics = metrics;
  }

  /**
   * @throws IllegalArgumentException if it is not in order
   */
  public static MetricContract load() {
    try (InputStream in = MetricContract.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalArgumentException(RESOURCE + " is missing");
      }
      return of(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MetricContract of(Object document) {
    var metrics = new LinkedHashMap<String, Metric>();
    for (Object entry : list(document)) {
      var fields = new Fields(entry);
      Metric metric = metric(fields);
      if (metrics.put(metric.name(), metric) != null) {
        throw new IllegalArgumentException(metric.name() + " is there twice");
      }
    }
    return new MetricContract(Collections.unmodifiableMap(metrics));
  }

  /** All, in the order of the path. */
  public Collection<Metric> metrics() {
    return metrics.values();
  }

  public Optional<Metric> find(String name) {
    return Optional.ofNullable(metrics.get(name));
  }

  private static Metric metric(Fields fields) {
    String name = fields.text("name");
    try {
      fields.only(KEYS);
      require(name.matches("sensor(\\.[a-z0-9_]+)+"), "is no name");
      String stage = fields.text("stage");
      require(STAGES.contains(stage), stage + " is no stage");
      int tier = fields.number("tier", 0);
      require(tier >= 1 && tier <= 3, "tier is 1 to 3");
      Set<String> services = fields.texts("services");
      require(!services.isEmpty(), "services is empty");
      return new Metric(
          name,
          Type.valueOf(fields.text("type").toUpperCase(Locale.ROOT)),
          fields.optional("unit"),
          "true".equals(fields.optional("histogram")),
          services,
          stage,
          list(fields.get("tags")).stream().map(MetricContract::tag).toList(),
          fields.optional("when"),
          fields.text("meaning"),
          List.copyOf(fields.texts("watched-by")),
          tier);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static Tag tag(@Nullable Object entry) {
    var fields = new Fields(entry);
    fields.only(Set.of("name", "values", "from", "max"));
    Set<String> values = fields.texts("values");
    return new Tag(
        fields.text("name"), values, fields.optional("from"), fields.number("max", values.size()));
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static List<?> list(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case List<?> list -> list;
      default -> throw new IllegalArgumentException("a list was expected: " + value);
    };
  }

  /** The members of one entry. */
  private record Fields(Map<?, ?> members) {

    Fields(@Nullable Object entry) {
      this(entry instanceof Map<?, ?> map ? map : Map.of());
    }

    void only(Set<String> known) {
      for (Object key : members.keySet()) {
        require(known.contains(String.valueOf(key)), key + " is not known");
      }
    }

    @Nullable Object get(String key) {
      return members.get(key);
    }

    @Nullable String optional(String key) {
      Object value = members.get(key);
      return value == null ? null : value.toString();
    }

    String text(String key) {
      String value = optional(key);
      if (value == null || value.isBlank()) {
        throw new IllegalArgumentException(key + " is missing");
      }
      return value;
    }

    int number(String key, int otherwise) {
      String value = optional(key);
      return value == null ? otherwise : Integer.parseInt(value);
    }

    Set<String> texts(String key) {
      var texts = new LinkedHashSet<String>();
      list(members.get(key)).forEach(one -> texts.add(String.valueOf(one)));
      return texts;
    }
  }
}
