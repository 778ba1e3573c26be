package io.sensorplatform.bench;

import io.sensorplatform.bench.result.PerformancePage;
import java.io.IOException;

/** Makes {@code docs/performance.md} from the results that there are. */
public final class Performance {

  private Performance() {}

  public static void main(String[] arguments) throws IOException {
    PerformancePage.write();
  }
}
