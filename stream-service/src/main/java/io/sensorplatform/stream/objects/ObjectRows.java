package io.sensorplatform.stream.objects;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Every row of an object, read and held against its footer. */
final class ObjectRows {

  private static final int TENANT = 0;
  private static final int OBSERVED_AT = 2;
  private static final int RECEIVED_AT = 6;
  private static final int OFFSET = 7;

  /** Values are asked for one by one; nothing is converted. */
  private static final GroupConverter VALUES =
      new GroupConverter() {
        @Override
        public Converter getConverter(int field) {
          return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
      };

  private final Contents contents;
  private final HourlyCounter counter = HourlyCounter.unbounded();
  private long rows;
  private long lastOffset;
  private long minObservedAt = Long.MAX_VALUE;
  private long maxObservedAt = Long.MIN_VALUE;

  private ObjectRows(Contents contents) {
    this.contents = contents;
    lastOffset = contents.startOffset() - 1;
  }

  /**
   * Reads every value of every column, which checks the pages' checksums, and that offsets ascend
   * within the object's range, are as many as it says, and were observed when it says.
   *
   * @return how many are of which tenant and hour
   */
  static HourlyCounts read(Path file, Contents contents) throws UnreadableObjectException {
    var all = new ObjectRows(contents);
    try (var channel = FileChannel.open(file)) {
      all.read(channel);
    } catch (IOException | RuntimeException e) {
      // Damaged bytes lead the decoders anywhere.
      throw new UnreadableObjectException("row %d cannot be read: %s".formatted(all.rows, e), e);
    }
    return all.counter.counts().orElseThrow();
  }

  private void read(FileChannel file) throws IOException, UnreadableObjectException {
    var footer = ObjectFooter.read(file);
    for (var group : requireNonNull(footer.getRow_groups())) {
      read(new PagesOfGroup(file, group), requireNonNull(footer.getCreated_by()));
    }
    if (rows != contents.count()) {
      throw new UnreadableObjectException(
          "there are %d rows, not %d".formatted(rows, contents.count()));
    }
    if (rows > 0
        && (minObservedAt != contents.minObservedAt()
            || maxObservedAt != contents.maxObservedAt())) {
      throw new UnreadableObjectException("the rows were observed at other times than it says");
    }
  }

  private void read(PageReadStore group, String createdBy) throws UnreadableObjectException {
    var store = new ColumnReadStoreImpl(group, VALUES, ReadingColumns.SCHEMA, createdBy);
    var columns =
        ReadingColumns.SCHEMA.getColumns().stream()
            .map(store::getColumnReader)
            .toArray(ColumnReader[]::new);
    for (long row = 0; row < group.getRowCount(); row++) {
      check(columns[OFFSET].getLong(), columns[OBSERVED_AT].getLong());
      counter.add(columns[TENANT].getBinary().toStringUsingUTF8(), columns[RECEIVED_AT].getLong());
      for (var column : columns) {
        if (column.getCurrentDefinitionLevel() == column.getDescriptor().getMaxDefinitionLevel()) {
          column.skip();
        }
        column.consume();
      }
      rows++;
    }
  }

  private void check(long offset, long observedAt) throws UnreadableObjectException {
    if (offset <= lastOffset || offset > contents.endOffset()) {
      throw new UnreadableObjectException(
          "row %d has the offset %d, which is not in %d to %d"
              .formatted(rows, offset, lastOffset + 1, contents.endOffset()));
    }
    lastOffset = offset;
    minObservedAt = Math.min(minObservedAt, observedAt);
    maxObservedAt = Math.max(maxObservedAt, observedAt);
  }
}
