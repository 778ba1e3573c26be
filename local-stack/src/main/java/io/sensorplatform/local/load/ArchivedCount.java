package io.sensorplatform.local.load;

import io.sensorplatform.local.demo.ArchivedReadings;
import io.sensorplatform.local.demo.DemoPlatform;
import io.sensorplatform.local.load.Journal.Sensor;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads every reading of a run back from the Parquet objects. */
final class ArchivedCount {
  // Of "load/0007/RUN/v12-0": device, run, user, lane.
  private static final Pattern SENSOR = Pattern.compile("load/(\\d+)/([^/]+)/v(\\d+)-(\\d+)");

  private final DemoPlatform.ObjectStore store;
  private final Run run;

  ArchivedCount(DemoPlatform.ObjectStore store, Run run) {
    this.store = store;
    this.run = run;
  }

  Found read() throws IOException, SQLException {
    var found = new Found(run.started());
    try (var archive = new ArchivedReadings(store, Target.TENANT)) {
      archive.show(
          (sensorId, observedAtMicros, value) -> {
            Matcher sensor = SENSOR.matcher(sensorId);
            if (sensor.matches() && sensor.group(2).equals(run.name())) {
              found.saw(sensor(sensor), observedAtMicros, value);
            }
          },
          // S3 tells whole seconds, by its own clock.
          Instant.ofEpochMilli(run.started()).minusSeconds(60));
    }
    return found;
  }

  private static Sensor sensor(Matcher id) {
    return new Sensor(
        Integer.parseInt(id.group(1)),
        Integer.parseInt(id.group(3)),
        Integer.parseInt(id.group(4)));
  }
}
