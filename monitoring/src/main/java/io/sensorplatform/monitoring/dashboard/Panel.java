package io.sensorplatform.monitoring.dashboard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sensorplatform.monitoring.query.Query;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One picture.
 *
 * @param unit what is drawn, such as readings/s
 * @param exemplars whether single traces are shown among the percentiles
 * @param emptyWhen why a sound platform may have nothing to show; null: it always has
 * @param promises objectives whose limits are drawn
 * @param states what the values are called
 */
public record Panel(
    String title,
    String unit,
    boolean exemplars,
    List<Query> queries,
    @JsonProperty("empty-when") @Nullable String emptyWhen,
    List<String> promises,
    Map<Integer, String> states) {

  public Panel {
    promises = promises == null ? List.of() : List.copyOf(promises);
    states = states == null ? Map.of() : Map.copyOf(states);
  }
}
