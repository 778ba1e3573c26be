package io.sensorplatform.defaults.pipeline;

import java.time.Instant;
import java.util.List;

/**
 * What one process tells of its stages, at {@code /actuator/pipeline} of its management port.
 *
 * @param instance another one after each start
 * @param at when it was looked at last
 */
public record PipelineReport(String instance, Instant at, List<StageReport> stages) {

  public PipelineReport {
    stages = List.copyOf(stages);
  }
}
