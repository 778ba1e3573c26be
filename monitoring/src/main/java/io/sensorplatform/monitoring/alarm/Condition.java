package io.sensorplatform.monitoring.alarm;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sensorplatform.monitoring.query.Query;
import io.sensorplatform.monitoring.query.Span;
import io.sensorplatform.monitoring.query.Statistic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When an alarm rings: a value, or the share that it is of another, above or below a bound.
 *
 * @param lasting for how long it must be so
 */
public record Condition(
    Severity severity,
    String metric,
    Statistic statistic,
    Map<String, List<String>> tags,
    List<String> by,
    @Nullable Span over,
    @Nullable Query shareOf,
    @Nullable Double above,
    @Nullable Double below,
    @JsonProperty("for") Span lasting) {

  public Condition {
    if ((above == null) == (below == null)) {
      throw new IllegalArgumentException(metric + ": above or below, one of them");
    }
  }

  public Query query() {
    return new Query(metric, statistic, tags, by, over, null, null);
  }

  /** Every question that it asks. */
  public List<Query> queries() {
    Query whole = shareOf;
    return whole == null ? List.of(query()) : List.of(query(), whole);
  }

  double bound() {
    Double most = above;
    Double least = below;
    return most != null ? most : least != null ? least : 0;
  }
}
