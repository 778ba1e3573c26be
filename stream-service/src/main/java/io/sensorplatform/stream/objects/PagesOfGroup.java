package io.sensorplatform.stream.objects;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.RowGroup;

/**
 * One row group, whole in memory. Parquet's own file reader asks for Hadoop's classes at run time,
 * which are some 60 MB that nothing else here needs.
 */
final class PagesOfGroup implements PageReadStore {

  private final Map<ColumnDescriptor, PageReader> columns = new HashMap<>();
  private final long rows;

  PagesOfGroup(FileChannel file, RowGroup group) throws IOException {
    rows = group.getNum_rows();
    var descriptors = ReadingColumns.SCHEMA.getColumns();
    var chunks = requireNonNull(group.getColumns());
    if (chunks.size() != descriptors.size()) {
      throw new IOException("a row group has %d columns".formatted(chunks.size()));
    }
    for (int i = 0; i < descriptors.size(); i++) {
      var column = descriptors.get(i);
      columns.put(
          column,
          PagesOfColumn.read(
              file, requireNonNull(chunks.get(i).getMeta_data()), column.getPrimitiveType()));
    }
  }

  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    return requireNonNull(columns.get(column));
  }

  @Override
  public long getRowCount() {
    return rows;
  }
}
