package io.sensorplatform.local.load;

import java.nio.file.Path;

/**
 * One run of one scenario.
 *
 * @param name in the id of each of its sensors, and of the directory of its report
 * @param started milliseconds since 1970
 * @param directory where its files are
 */
record Run(String name, String scenario, long started, Path directory) {

  Path journal() {
    return directory.resolve("journal.txt");
  }

  Path summary() {
    return directory.resolve("k6-summary.json");
  }

  Path log() {
    return directory.resolve("k6.log");
  }

  Path result() {
    return directory.resolve("result.json");
  }

  Path report() {
    return directory.resolve("report.html");
  }

  Path junit() {
    return directory.resolve("junit.xml");
  }
}
