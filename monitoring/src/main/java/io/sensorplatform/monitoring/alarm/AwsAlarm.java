package io.sensorplatform.monitoring.alarm;

import io.sensorplatform.monitoring.query.DataFile;
import io.sensorplatform.monitoring.query.Span;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alarm on a classic metric of CloudWatch: AWS's own, or one of the few that are sent as such
 * for scaling and roll-backs.
 *
 * @param runbook a page among the runbooks
 * @param dimensions values are inputs of the Terraform module, such as {@code ${cluster}}, or
 *     {@code <each>}
 * @param each there is one alarm for each entry of this input
 * @param needs the input without which there is no such alarm
 * @param comparison above, below, or outside and under a band
 * @param band how many standard deviations from what is usual; null: the threshold counts
 * @param rollback whether it takes a deployment back
 */
public record AwsAlarm(
    String name,
    Severity severity,
    String meaning,
    String runbook,
    String dashboard,
    String namespace,
    String metric,
    String statistic,
    Map<String, String> dimensions,
    @Nullable String each,
    @Nullable String needs,
    String comparison,
    @Nullable Double threshold,
    @Nullable Double band,
    Span period,
    int periods,
    int datapoints,
    String missing,
    boolean rollback) {

  /** {@code aws-alarms.yml}. */
  private record File(List<AwsAlarm> alarms) {}

  public AwsAlarm {
    dimensions = Map.copyOf(dimensions);
    if ((threshold == null) == (band == null)) {
      throw new IllegalArgumentException(name + ": a threshold or a band");
    }
    if (datapoints > periods || datapoints < 1) {
      throw new IllegalArgumentException(name + ": so many of how many periods?");
    }
  }

  public static List<AwsAlarm> load() {
    return DataFile.read("/aws-alarms.yml", File.class).alarms();
  }
}
