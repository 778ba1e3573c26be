package io.sensorplatform.sensor.publish;

import io.opentelemetry.api.trace.Span;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.sensor.spool.Backlog;
import io.sensorplatform.sensor.spool.SpoolRecord;
import java.util.ArrayList;
import java.util.List;

/** Readings of one request in the form that the spool keeps. */
final class SpoolingReadings {

  private SpoolingReadings() {}

  static char stripe(Reading reading) {
    return Backlog.stripe(Topics.key(reading.tenant(), reading.sensorId()));
  }

  static SpoolRecord record(List<Reading> readings, Span span) {
    var bytes = new ArrayList<byte[]>(readings.size());
    char[] stripes = new char[readings.size()];
    for (int i = 0; i < stripes.length; i++) {
      Reading reading = readings.get(i);
      stripes[i] = stripe(reading);
      bytes.add(ReadingCodec.encode(spooled(reading)));
    }
    Reading first = readings.getFirst();
    return new SpoolRecord(
        first.tenant(), first.receivedAtMicros(), PublishSpans.traceparent(span), bytes, stripes);
  }

  private static Reading spooled(Reading reading) {
    return new Reading(
        reading.tenant(),
        reading.sensorId(),
        reading.observedAtMicros(),
        reading.value(),
        reading.unit(),
        reading.flags() | Reading.SPOOLED,
        reading.receivedAtMicros());
  }
}
