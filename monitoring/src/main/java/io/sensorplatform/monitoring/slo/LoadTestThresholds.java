package io.sensorplatform.monitoring.slo;

import io.sensorplatform.monitoring.query.PromQl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The objectives as thresholds of k6, for requests tagged {@code route:readings}. What k6 itself
 * measures is compared; freshness is a metric that the load test has to make.
 */
public final class LoadTestThresholds {

  private LoadTestThresholds() {}

  /** As JSON's members: what k6 takes as {@code options.thresholds}. */
  public static Map<String, Object> of(Slos slos) {
    var durations = new ArrayList<String>();
    var thresholds = new LinkedHashMap<String, Object>();
    for (Objective objective : slos.objectives()) {
      var threshold = objective.threshold();
      if (threshold != null) {
        durations.add("p(%d)<%d".formatted(threshold.percentile(), threshold.milliseconds()));
      }
      if (objective.failing() != null) {
        thresholds.put(
            "http_req_failed{route:readings}",
            List.of("rate<" + PromQl.number(objective.failing() / 100)));
      }
      if (objective.name().equals("freshness")) {
        thresholds.put(
            "sensor_fresh", List.of("rate>" + PromQl.number(objective.objective() / 100)));
      }
    }
    thresholds.put("http_req_duration{route:readings,expected_response:true}", durations);
    return thresholds;
  }
}
