package io.sensorplatform.stream.archive;

import io.sensorplatform.reading.MalformedReadingException;
import io.sensorplatform.reading.Reading;
import io.sensorplatform.reading.ReadingCodec;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.ReadingColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.NullMarked;

/**
 * Lets benchmarks in. The archiver's file takes records as Kafka gives them: decodes, counts,
 * writes, and takes the object's checksum. The bare writers take readings that are decoded already,
 * with the same columns, encodings, codec, level and row groups, and do nothing else: one as
 * Parquet's own writer of records does, one that feeds the column writers directly, as we do.
 */
@NullMarked
public final class ArchiveDoor {

  /** The archiver's default. */
  private static final int LEVEL = 3;

  private static final int GROUP = 1_000_000;

  private final Path directory;

  public ArchiveDoor(Path directory) {
    this.directory = directory;
  }

  /** Writes one file and deletes it; how many bytes it had. */
  public long archive(List<byte[]> records) throws IOException {
    var compressor = new ZstdCompressor(LEVEL);
    try {
      var file = open(compressor);
      for (int offset = 0; offset < records.size(); offset++) {
        file.add(ReadingCodec.decode(records.get(offset)), offset);
      }
      var cut = file.cut();
      cut.metadata();
      cut.delete();
      return cut.bytes();
    } catch (MalformedReadingException e) {
      throw new IllegalStateException(e);
    } finally {
      compressor.close();
    }
  }

  /** The file alone, of readings. */
  public long write(List<Reading> readings) throws IOException {
    var compressor = new ZstdCompressor(LEVEL);
    try {
      var file = open(compressor);
      for (int offset = 0; offset < readings.size(); offset++) {
        file.add(readings.get(offset), offset);
      }
      var cut = file.cut();
      cut.delete();
      return cut.bytes();
    } finally {
      compressor.close();
    }
  }

  /** The limit: Parquet's column and file writers, and nothing else. */
  public long bare(List<Reading> readings) throws IOException {
    return written(readings, store -> new ReadingColumns(store, new ReadingColumns.Names())::add);
  }

  /** As Parquet's own ParquetWriter does it: by the record consumer of the schema. */
  public long records(List<Reading> readings) throws IOException {
    return written(readings, RecordRows::new);
  }

  /** Takes readings into the columns of one row group. */
  private interface Rows {
    void add(Reading reading, long offset);

    default void end() {}
  }

  private static final class RecordRows implements Rows {

    private final RecordConsumer to;

    RecordRows(ColumnWriteStore store) {
      to = new ColumnIOFactory(true).getColumnIO(ReadingColumns.SCHEMA).getRecordWriter(store);
    }

    @Override
    public void add(Reading reading, long offset) {
      to.startMessage();
      field(0, () -> to.addBinary(Binary.fromString(reading.tenant())));
      field(1, () -> to.addBinary(Binary.fromString(reading.sensorId())));
      field(2, () -> to.addLong(reading.observedAtMicros()));
      field(3, () -> to.addDouble(reading.value()));
      String unit = reading.unit();
      if (unit != null) {
        field(4, () -> to.addBinary(Binary.fromString(unit)));
      }
      field(5, () -> to.addInteger(reading.flags()));
      field(6, () -> to.addLong(reading.receivedAtMicros()));
      field(7, () -> to.addLong(offset));
      to.endMessage();
    }

    private void field(int index, Runnable value) {
      String name = ReadingColumns.SCHEMA.getFieldName(index);
      to.startField(name, index);
      value.run();
      to.endField(name, index);
    }

    @Override
    public void end() {
      to.flush();
    }
  }

  private long written(List<Reading> readings, Function<ColumnWriteStore, Rows> rowsOf)
      throws IOException {
    var compressor = new ZstdCompressor(LEVEL);
    var path = directory.resolve("bare.parquet");
    var file =
        new ParquetFileWriter(
            new LocalOutputFile(path),
            ReadingColumns.SCHEMA,
            Mode.OVERWRITE,
            Long.MAX_VALUE,
            0,
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
            true);
    file.start();
    for (int from = 0; from < readings.size(); from += GROUP) {
      var group = readings.subList(from, Math.min(from + GROUP, readings.size()));
      var pages =
          new ColumnChunkPageWriteStore(
              compressor,
              ReadingColumns.SCHEMA,
              new HeapByteBufferAllocator(),
              ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
              true);
      var store =
          ReadingColumns.PROPERTIES.newColumnWriteStore(ReadingColumns.SCHEMA, pages, pages);
      var rows = rowsOf.apply(store);
      for (int row = 0; row < group.size(); row++) {
        rows.add(group.get(row), from + row);
      }
      rows.end();
      file.startBlock(group.size());
      store.flush();
      pages.flushToFileWriter(file);
      file.endBlock();
      store.close();
      pages.close();
    }
    file.end(Map.of());
    file.close();
    compressor.close();
    long bytes = Files.size(path);
    Files.delete(path);
    return bytes;
  }

  private OpenFile open(ZstdCompressor compressor) throws IOException {
    return new OpenFile(
        directory.resolve("ours.parquet"),
        new SourcePartition("sensor.readings", new UUID(0, 0), 0),
        0,
        new OpenFile.Opened(0, 0),
        compressor,
        new ReadingColumns.Names());
  }
}
