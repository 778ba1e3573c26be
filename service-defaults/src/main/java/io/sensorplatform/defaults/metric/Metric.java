package io.sensorplatform.defaults.metric;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says of one metric.
 *
 * @param unit what is measured or counted; null for states
 * @param histogram whether it has buckets to take quantiles of
 * @param services who emits it
 * @param stage where in the path of a reading
 * @param when under which condition it is there; null: from the start of the process on
 * @param watchedBy alarms by name, dashboards as "dashboard name"
 * @param tier 1: users feel it; 2: tells the cause of what they feel; 3: detail
 */
public record Metric(
    String name,
    Type type,
    @Nullable String unit,
    boolean histogram,
    Set<String> services,
    String stage,
    List<Tag> tags,
    @Nullable String when,
    String meaning,
    List<String> watchedBy,
    int tier) {

  /** Units of measure; what is counted is no part of a name. */
  private static final Set<String> MEASURES = Set.of("seconds", "bytes", "days");

  public enum Type {
    COUNTER(Meter.Type.COUNTER),
    GAUGE(Meter.Type.GAUGE),
    TIMER(Meter.Type.TIMER),
    SUMMARY(Meter.Type.DISTRIBUTION_SUMMARY);

    private final Meter.Type meter;

    Type(Meter.Type meter) {
      this.meter = meter;
    }

    Meter.Type meter() {
      return meter;
    }

    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param values all that there are; empty if {@code from} tells where they come from
   * @param max how many there are at most
   */
  public record Tag(String name, Set<String> values, @Nullable String from, int max) {

    public Tag {
      values = Set.copyOf(values);
      if (values.isEmpty() == (from == null) || max < 1) {
        throw new IllegalArgumentException(
            "tag %s has either values or from and max".formatted(name));
      }
    }
  }

  public Metric {
    services = Set.copyOf(services);
    tags = List.copyOf(tags);
    watchedBy = List.copyOf(watchedBy);
  }

  public Optional<Tag> tag(String key) {
    return tags.stream().filter(tag -> tag.name().equals(key)).findFirst();
  }

  /** What becomes part of the name in Prometheus; null if nothing does. */
  public @Nullable String baseUnit() {
    return unit != null && MEASURES.contains(unit) ? unit : null;
  }

  /** The name of its family in Prometheus, {@code _total} included. */
  public String prometheusName() {
    String family = new PrometheusNamingConvention().name(name, type.meter(), baseUnit());
    return type == Type.COUNTER ? family + "_total" : family;
  }
}
