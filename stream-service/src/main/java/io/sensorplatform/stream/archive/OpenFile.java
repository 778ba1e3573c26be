package io.sensorplatform.stream.archive;

import io.sensorplatform.reading.Reading;
import io.sensorplatform.stream.consume.ProducerLinks;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.objects.Contents;
import io.sensorplatform.stream.objects.HourlyCounter;
import io.sensorplatform.stream.objects.HourlyCounts;
import io.sensorplatform.stream.objects.ReadingColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.io.LocalOutputFile;
import org.jspecify.annotations.Nullable;

/**
 * The file that a partition's records go into, until it is cut.
 *
 * <p>Parquet's own record writer is left out: it asks for Hadoop's configuration at compile time,
 * and walks a tree of fields for each record, which a flat schema does not need. Here a reading
 * goes straight into the eight column writers, and the caller says when a row group ends, so that
 * all open files can share one memory budget.
 */
final class OpenFile {

  /** Rows of a row group at most: what a reader must take in one piece. */
  private static final long ROW_GROUP_ROWS = 1_000_000;

  /**
   * What the hash tables of Parquet's dictionaries take for each distinct value, at worst two of
   * them in each row. Parquet does not tell, and it can be most of the memory.
   */
  private static final long DICTIONARY_BYTES = 40;

  private final Path path;
  private final SourcePartition partition;
  private final long startOffset;
  private final Opened opened;
  private final ZstdCompressor compressor;
  private final ReadingColumns.Names names;
  private final ParquetFileWriter file;
  private final ProducerLinks producers = new ProducerLinks();
  private final HourlyCounter hours = new HourlyCounter();
  private @Nullable RowGroup group;
  private boolean broken;
  private long nextOffset;
  private long count;
  private long undecodable;
  private long minObservedAt = Long.MAX_VALUE;
  private long maxObservedAt = Long.MIN_VALUE;

  /**
   * @param millis when the file was opened
   * @param oldestMillis when its first record came to Kafka
   */
  record Opened(long millis, long oldestMillis) {}

  private static final class RowGroup {
    final ColumnChunkPageWriteStore pages;
    final ColumnWriteStore store;
    final ReadingColumns columns;
    long rows;

    RowGroup(ZstdCompressor compressor, ReadingColumns.Names names) {
      pages =
          new ColumnChunkPageWriteStore(
              compressor,
              ReadingColumns.SCHEMA,
              new HeapByteBufferAllocator(),
              ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
              true);
      store = ReadingColumns.PROPERTIES.newColumnWriteStore(ReadingColumns.SCHEMA, pages, pages);
      columns = new ReadingColumns(store, names);
    }
  }

  OpenFile(
      Path path,
      SourcePartition partition,
      long startOffset,
      Opened opened,
      ZstdCompressor compressor,
      ReadingColumns.Names names)
      throws IOException {
    this.path = path;
    this.partition = partition;
    this.startOffset = startOffset;
    this.nextOffset = startOffset;
    this.opened = opened;
    this.compressor = compressor;
    this.names = names;
    file =
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
  }

  void add(Reading reading, long offset) throws IOException {
    var into = group;
    if (into == null) {
      into = new RowGroup(compressor, names);
      group = into;
    }
    into.columns.add(reading, offset);
    into.rows++;
    hours.add(reading.tenant(), reading.receivedAtMicros());
    count++;
    nextOffset = offset + 1;
    minObservedAt = Math.min(minObservedAt, reading.observedAtMicros());
    maxObservedAt = Math.max(maxObservedAt, reading.observedAtMicros());
    if (into.rows >= ROW_GROUP_ROWS) {
      endRowGroup();
    }
  }

  /** Accounts for a record that is no reading. */
  void skip(long offset) {
    undecodable++;
    nextOffset = offset + 1;
  }

  ProducerLinks producers() {
    return producers;
  }

  SourcePartition partition() {
    return partition;
  }

  Opened opened() {
    return opened;
  }

  /** Records that it accounts for. */
  long records() {
    return count + undecodable;
  }

  /** Bytes held in memory, room for growth included. */
  long allocated() {
    if (group == null) {
      return 0;
    }
    long dictionaries = Math.min(group.rows, ReadingColumns.DICTIONARY_VALUES) * DICTIONARY_BYTES;
    return group.store.getAllocatedSize() + dictionaries;
  }

  private long buffered() {
    return group == null ? 0 : group.store.getBufferedSize();
  }

  /** Bytes that the file would have, roughly. */
  long size() throws IOException {
    return file.getPos() + buffered();
  }

  /** Writes what is held in memory to the file. */
  void endRowGroup() throws IOException {
    var done = group;
    if (done == null) {
      return;
    }
    group = null;
    broken = true;
    file.startBlock(done.rows);
    done.store.flush();
    done.pages.flushToFileWriter(file);
    file.endBlock();
    done.store.close();
    done.pages.close();
    broken = false;
  }

  /**
   * Completes the file.
   *
   * @throws IOException if that failed, now or at an earlier row group: the file can only be given
   *     up
   */
  CutFile cut() throws IOException {
    if (broken) {
      throw new IOException("a row group could not be written");
    }
    endRowGroup();
    broken = true;
    var contents =
        new Contents(
            partition,
            startOffset,
            nextOffset - 1,
            count,
            undecodable,
            minObservedAt,
            maxObservedAt);
    var counts = hours.counts();
    var words = new HashMap<>(contents.metadata());
    counts.map(HourlyCounts::json).ifPresent(json -> words.put(HourlyCounts.KEY, json));
    file.end(words);
    file.close();
    return new CutFile(path, contents, counts, producers, opened.oldestMillis(), Files.size(path));
  }

  /** Gives the file up. */
  void discard() {
    file.abort();
    try {
      file.close();
      Files.deleteIfExists(path);
    } catch (IOException | RuntimeException e) {
      // What is left is deleted at the next start.
      path.toFile().deleteOnExit();
    }
  }
}
