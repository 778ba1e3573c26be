package io.sensorplatform.monitoring.query;

import java.util.List;
import java.util.Set;

/**
 * A classic metric of CloudWatch that may be asked for, as its source documents it.
 *
 * @param dimensions those that identify a series
 * @param source where it is documented
 */
public record AwsMetric(
    String namespace, String metric, List<String> dimensions, String unit, String source) {

  /** {@code aws-metrics.yml}. */
  private record File(List<AwsMetric> metrics) {}

  public static List<AwsMetric> load() {
    return DataFile.read("/aws-metrics.yml", File.class).metrics();
  }

  public boolean is(String namespace, String metric, Set<String> dimensions) {
    return this.namespace.equals(namespace)
        && this.metric.equals(metric)
        && Set.copyOf(this.dimensions).equals(dimensions);
  }
}
