package io.sensorplatform.monitoring.dashboard;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sensorplatform.monitoring.query.DataFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A picture of classic metrics, or of what is in the logs, on a page of CloudWatch.
 *
 * @param page a page of dashboards.yml, or one that only CloudWatch has
 * @param region only if it is another than the platform's
 * @param logs a query of Logs Insights, instead of metrics
 */
public record AwsPanel(
    String page,
    String title,
    @Nullable String unit,
    @Nullable String region,
    List<Line> queries,
    @Nullable String logs) {

  /**
   * @param where values of dimensions: inputs of the Terraform module, such as {@code ${cluster}}
   * @param by dimensions whose every value is a line
   */
  public record Line(
      String namespace,
      String metric,
      String statistic,
      Map<String, String> where,
      @JsonProperty("by") List<String> by,
      @Nullable String legend) {

    public Line {
      where = where == null ? Map.of() : Map.copyOf(where);
      by = by == null ? List.of() : List.copyOf(by);
    }
  }

  /** {@code aws-panels.yml}. */
  private record File(List<AwsPanel> panels) {}

  public AwsPanel {
    queries = queries == null ? List.of() : List.copyOf(queries);
    if (queries.isEmpty() == (logs == null)) {
      throw new IllegalArgumentException(title + ": metrics or logs");
    }
  }

  public static List<AwsPanel> load() {
    return DataFile.read("/aws-panels.yml", File.class).panels();
  }
}
