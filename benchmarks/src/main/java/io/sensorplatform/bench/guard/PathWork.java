package io.sensorplatform.bench.guard;

import io.sensorplatform.bench.part.Samples;
import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.sensor.parse.Batch;
import io.sensorplatform.sensor.parse.BatchDoor;
import io.sensorplatform.sensor.parse.BatchFactory;
import io.sensorplatform.sensor.parse.ReadingFormat;
import io.sensorplatform.stream.archive.ArchiveDoor;
import io.sensorplatform.stream.store.CopyDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A reading's way through our own code, on one thread and without servers: JSON to bytes for Kafka,
 * these to rows of COPY, and to a Parquet file.
 */
final class PathWork {

  /** Readings of one {@link #run}. */
  static final int READINGS = 40 * Samples.BATCH;

  private final byte[] body = Samples.json();
  private final BatchFactory batches = BatchDoor.open();
  private final CopyDoor copy = new CopyDoor();
  private final ArchiveDoor archive;

  /**
   * @param directory for a file that is deleted after each run
   */
  PathWork(Path directory) {
    this.archive = new ArchiveDoor(directory);
  }

  /** How many bytes the file had. */
  long run() throws IOException, MalformedReadingException {
    var records = new ArrayList<byte[]>(READINGS);
    for (int posted = 0; posted < READINGS; posted += Samples.BATCH) {
      Batch batch = batches.create(Samples.TOKEN);
      ReadingFormat.JSON.read(body, body.length, batch);
      for (Reading reading : batch.readings()) {
        records.add(ReadingCodec.encode(reading));
      }
    }
    for (int from = 0; from < records.size(); from += CopyDoor.ROWS) {
      int to = Math.min(from + CopyDoor.ROWS, records.size());
      List<Reading> rows = new ArrayList<>(to - from);
      for (byte[] record : records.subList(from, to)) {
        rows.add(ReadingCodec.decode(record));
      }
      copy.encode(rows, 0, rows.size());
    }
    return archive.archive(records);
  }
}
