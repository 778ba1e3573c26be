package io.sensorplatform.monitoring.dashboard;

import io.sensorplatform.monitoring.query.DataFile;
import java.util.List;

/** {@code dashboards.yml}. */
public record Dashboards(List<Page> pages) {

  public static Dashboards load() {
    return DataFile.read("/dashboards.yml", Dashboards.class);
  }
}
