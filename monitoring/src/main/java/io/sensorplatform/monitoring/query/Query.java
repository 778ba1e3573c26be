package io.sensorplatform.monitoring.query;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question to a metric, in no tool's language.
 *
 * @param metric a name of the metric contract
 * @param tags which values of a tag count; of tags not named all do
 * @param by tags whose values are told apart
 * @param over of what rates and percentiles are computed; by default what suits the page
 * @param within the limit of {@link Statistic#WITHIN}
 * @param legend what a line in a panel is called
 */
public record Query(
    String metric,
    Statistic statistic,
    Map<String, List<String>> tags,
    List<String> by,
    @Nullable Span over,
    @Nullable Span within,
    @Nullable String legend) {

  public Query {
    tags = tags == null ? Map.of() : Map.copyOf(tags);
    by = by == null ? List.of() : List.copyOf(by);
    if ((statistic == Statistic.WITHIN) != (within != null)) {
      throw new IllegalArgumentException(metric + ": within goes with a limit");
    }
  }

  /** The limit of {@link Statistic#WITHIN} in seconds. */
  double limit() {
    return within == null ? 0 : within.duration().toMillis() / 1e3;
  }
}
