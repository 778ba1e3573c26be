package io.sensorplatform.sensor.spool;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.springframework.util.unit.DataSize;

/** Lets benchmarks in: Spring makes it in the service. */
@NullMarked
public final class SpoolDoor {

  private SpoolDoor() {}

  /** One that is started, with room for as much as a benchmark writes. */
  public static Spool open(Path directory) {
    var settings =
        new SpoolSettings(
            true,
            directory,
            DataSize.ofMegabytes(64),
            DataSize.ofGigabytes(16),
            DataSize.ofMegabytes(32),
            Duration.ofSeconds(30));
    var spool = new Spool(settings, new Disk(), Clock.systemUTC(), new SimpleMeterRegistry());
    spool.start();
    return spool;
  }

  /** The bytes that a record takes on the disk. */
  public static byte[] frame(SpoolRecord record) {
    return Frame.of(record);
  }
}
