package io.sensorplatform.stream.objects;

import static java.util.Objects.requireNonNull;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** One column of one row group, whole in memory: its pages, checked and decompressed. */
final class PagesOfColumn implements PageReader {

  /** Pages are made of a megabyte or so; a damaged header may say anything. */
  private static final int MOST_BYTES = 64 << 20;

  private final PrimitiveType type;
  private final long values;
  private final Deque<DataPage> pages = new ArrayDeque<>();
  private @Nullable DictionaryPage dictionary;

  private PagesOfColumn(PrimitiveType type, long values) {
    this.type = type;
    this.values = values;
  }

  static PagesOfColumn read(FileChannel file, ColumnMetaData chunk, PrimitiveType type)
      throws IOException {
    if (chunk.getCodec() != CompressionCodec.ZSTD) {
      throw new IOException("compressed with " + chunk.getCodec() + ", not zstd");
    }
    long start = chunk.getData_page_offset();
    if (chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0) {
      start = Math.min(start, chunk.getDictionary_page_offset());
    }
    var bytes = new ByteArrayInputStream(bytes(file, start, chunk.getTotal_compressed_size()));
    var column = new PagesOfColumn(type, chunk.getNum_values());
    while (bytes.available() > 0) {
      column.add(Util.readPageHeader(bytes), bytes);
    }
    return column;
  }

  private static byte[] bytes(FileChannel file, long start, long length) throws IOException {
    if (start < 0 || length < 0 || start + length > file.size() || length > Integer.MAX_VALUE - 8) {
      throw new EOFException("a column lies outside of the file");
    }
    var bytes = java.nio.ByteBuffer.allocate((int) length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, start + bytes.position()) < 0) {
        throw new EOFException("a column is cut off");
      }
    }
    return bytes.array();
  }

  private void add(PageHeader header, ByteArrayInputStream bytes) throws IOException {
    int size = header.getCompressed_page_size();
    if (size < 0 || size > bytes.available()) {
      throw new EOFException("a page is cut off");
    }
    byte[] page = bytes.readNBytes(size);
    var crc = new CRC32();
    crc.update(page);
    if (!header.isSetCrc() || (int) crc.getValue() != header.getCrc()) {
      throw new IOException("a page's checksum is wrong");
    }
    int plain = header.getUncompressed_page_size();
    if (plain < 0 || plain > MOST_BYTES) {
      throw new IOException("a page says that it is of " + plain + " bytes");
    }
    if (header.isSetDictionary_page_header()) {
      var dictionaryHeader = requireNonNull(header.getDictionary_page_header());
      dictionary =
          new DictionaryPage(
              BytesInput.from(unpacked(page, 0, plain)),
              dictionaryHeader.getNum_values(),
              Encoding.valueOf(requireNonNull(dictionaryHeader.getEncoding()).name()));
    } else if (header.isSetData_page_header_v2()) {
      addData(header, page);
    } else {
      throw new IOException("a page is of a kind that the archive does not use");
    }
  }

  /** Levels lie before the values and are not compressed. */
  private void addData(PageHeader header, byte[] page) throws IOException {
    var data = requireNonNull(header.getData_page_header_v2());
    int repetitions = data.getRepetition_levels_byte_length();
    int levels = repetitions + data.getDefinition_levels_byte_length();
    int plain = header.getUncompressed_page_size() - levels;
    byte[] plainValues =
        data.isIs_compressed()
            ? unpacked(page, levels, plain)
            : Arrays.copyOfRange(page, levels, page.length);
    pages.add(
        DataPageV2.uncompressed(
            data.getNum_rows(),
            data.getNum_nulls(),
            data.getNum_values(),
            BytesInput.from(page, 0, repetitions),
            BytesInput.from(page, repetitions, levels - repetitions),
            Encoding.valueOf(requireNonNull(data.getEncoding()).name()),
            BytesInput.from(plainValues),
            Statistics.createStats(type)));
  }

  private static byte[] unpacked(byte[] page, int start, int plain) throws IOException {
    byte[] values = new byte[plain];
    if (plain == 0) {
      return values;
    }
    long length = Zstd.decompressByteArray(values, 0, plain, page, start, page.length - start);
    if (Zstd.isError(length) || length != plain) {
      throw new IOException("a page cannot be decompressed");
    }
    return values;
  }

  @Override
  public @Nullable DictionaryPage readDictionaryPage() {
    return dictionary;
  }

  @Override
  public long getTotalValueCount() {
    return values;
  }

  @Override
  public @Nullable DataPage readPage() {
    return pages.poll();
  }
}
