package io.sensorplatform.defaults.metric;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.sensorplatform.defaults.log.Runbook;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a process to the contract: what it says of a metric is what monitoring is told, a meter
 * that it does not know is left out, and a tag has no other values than it may have, so no series
 * can come of what a caller sends.
 *
 * <p>Asked once for each meter, not for each count.
 */
final class ContractFilter implements MeterFilter, MeterBinder {

  private static final Logger log = LoggerFactory.getLogger(ContractFilter.class);

  private enum Refusal {
    UNKNOWN_NAME,
    UNKNOWN_TAG,
    OTHER_VALUE;

    String tag() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final MetricContract contract;
  private final boolean strict;
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** Values that were let through, by metric and tag. */
  private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();

  ContractFilter(MetricContract contract, MetricSettings settings) {
    this.contract = contract;
    this.strict = settings.strict();
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, new LongAdder());
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    refused.forEach((refusal, times) ->
        FunctionCounter.builder("sensor.metrics.refused", times, LongAdder::sum)
            .tag("reason", refusal.tag())
            .register(registry));
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    Metric metric = isOurs(id) ? contract.find(id.getName()).orElse(null) : null;
    if (metric == null) {
      return id;
    }
    List<Tag> tags = new ArrayList<>();
    for (Tag tag : id.getTagsAsIterable()) {
      tags.add(metric.tag(tag.getKey()).map(known -> bounded(metric, known, tag)).orElse(tag));
    }
    return new Meter.Id(
        id.getName(), Tags.of(tags), metric.baseUnit(), metric.meaning(), id.getType());
  }

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    if (!isOurs(id)) {
      return MeterFilterReply.NEUTRAL;
    }
    Metric metric = contract.find(id.getName()).orElse(null);
    if (metric == null || metric.type().meter() != id.getType()) {
      return deny(Refusal.UNKNOWN_NAME, id.getType() + " " + id.getName());
    }
    Set<String> keys = ConcurrentHashMap.newKeySet();
    id.getTags().forEach(tag -> keys.add(tag.getKey()));
    // One that is missing would be refused by Prometheus' registry.
    boolean asAgreed =
        keys.size() == metric.tags().size()
            && metric.tags().stream().allMatch(tag -> keys.contains(tag.name()));
    return asAgreed
        ? MeterFilterReply.NEUTRAL
        : deny(Refusal.UNKNOWN_TAG, id.getName() + " with the tags " + keys);
  }

  /** Histograms of registries without any of their own are meters beside the one they are of. */
  private static boolean isOurs(Meter.Id id) {
    return id.getName().startsWith(MetricContract.PREFIX) && id.syntheticAssociation() == null;
  }

  private Tag bounded(Metric metric, Metric.Tag known, Tag tag) {
    String value = tag.getValue();
    if (value.equals(MetricContract.OTHER) || isAllowed(metric, known, value)) {
      return tag;
    }
    refuse(
        Refusal.OTHER_VALUE,
        "%s with another value of %s than the contract has".formatted(metric.name(), known.name()),
        known.values().isEmpty() ? null : value);
    return Tag.of(tag.getKey(), MetricContract.OTHER);
  }

  private boolean isAllowed(Metric metric, Metric.Tag known, String value) {
    if (!known.values().isEmpty()) {
      return known.values().contains(value);
    }
    Set<String> values =
        seen.computeIfAbsent(
            metric.name() + ' ' + known.name(), _ -> ConcurrentHashMap.newKeySet());
    if (values.contains(value)) {
      return true;
    }
    synchronized (values) {
      return values.size() < known.max() && values.add(value);
    }
  }

  private MeterFilterReply deny(Refusal refusal, String what) {
    refuse(refusal, what, "");
    return MeterFilterReply.DENY;
  }

  /**
   * @param defect what is no doubt a defect of the code; null if it may be for the number of values
   */
  private void refuse(Refusal refusal, String what, @Nullable String defect) {
    LongAdder times = refused.get(refusal);
    if (times != null) {
      times.increment();
    }
    if (strict && defect != null) {
      throw new IllegalArgumentException(
          "the metric contract has no %s %s".formatted(what, defect).strip());
    }
    if (told.add(what)) {
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.TELEMETRY_DROPPED)
          .log("The metric contract has no {}", what);
    }
  }
}
