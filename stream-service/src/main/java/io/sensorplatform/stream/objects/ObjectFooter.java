package io.sensorplatform.stream.objects;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * The end of an object's bytes: Parquet's footer, its length and the magic number.
 *
 * <p>Parquet has checksums for pages but none for the footer, so its CRC-32C stands in the object's
 * metadata on S3: with it, any flipped bit of a footer is found.
 */
public final class ObjectFooter {

  /** Metadata word of the footer's CRC-32C, in hexadecimal. */
  public static final String CHECKSUM = "footer-crc32c";

  /** Length and magic number. */
  static final int TRAILER = 8;

  private static final List<String> COLUMNS =
      ReadingColumns.SCHEMA.getFields().stream()
          .map(column -> column.getName() + ' ' + column.getId().intValue())
          .toList();

  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  private ObjectFooter() {}

  /** The checksum of a complete file's footer. */
  public static String checksum(Path file) throws IOException {
    try (var in = FileChannel.open(file)) {
      byte[] trailer = bytes(in, in.size() - TRAILER, TRAILER);
      int length = length(trailer, in.size());
      return checksum(bytes(in, in.size() - TRAILER - length, length), 0, length);
    } catch (UnreadableObjectException e) {
      throw new IOException(e);
    }
  }

  /** How long the footer is, without its trailer, of an object with these last bytes. */
  static int length(byte[] tail, long bytes) throws UnreadableObjectException {
    if (tail.length < TRAILER
        || !Arrays.equals(tail, tail.length - MAGIC.length, tail.length, MAGIC, 0, MAGIC.length)) {
      throw new UnreadableObjectException(
          "the object does not end as a Parquet file does: it is cut off or no Parquet file");
    }
    int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(tail.length - TRAILER);
    if (length <= 0 || length > bytes - TRAILER - MAGIC.length) {
      throw new UnreadableObjectException("the footer's length is wrong: " + length);
    }
    return length;
  }

  /**
   * Reads what the footer tells and checks it against itself and against S3's metadata.
   *
   * @param tail the last bytes of the object, the whole footer at least
   * @param bytes the object's size
   */
  static Read read(byte[] tail, long bytes, Map<String, String> metadata)
      throws UnreadableObjectException {
    int length = length(tail, bytes);
    var checksum = metadata.get(CHECKSUM);
    if (checksum != null
        && !checksum.equals(checksum(tail, tail.length - TRAILER - length, length))) {
      throw new UnreadableObjectException("the footer's checksum is wrong: its bytes have changed");
    }
    return checked(parse(tail, tail.length - TRAILER - length, length), metadata);
  }

  /** The footer of a complete file. */
  static FileMetaData read(FileChannel file) throws IOException, UnreadableObjectException {
    byte[] trailer = bytes(file, file.size() - TRAILER, TRAILER);
    int length = length(trailer, file.size());
    return parse(bytes(file, file.size() - TRAILER - length, length), 0, length);
  }

  private static FileMetaData parse(byte[] bytes, int start, int length)
      throws UnreadableObjectException {
    try {
      return Util.readFileMetaData(new ByteArrayInputStream(bytes, start, length));
    } catch (IOException | RuntimeException e) {
      // Damaged bytes lead the parser anywhere.
      throw new UnreadableObjectException("the footer cannot be read: " + e, e);
    }
  }

  private static byte[] bytes(FileChannel file, long start, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, start + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.array();
  }

  /** What a sound footer tells. */
  record Read(Contents contents, Optional<HourlyCounts> counts) {}

  private static Read checked(FileMetaData footer, Map<String, String> metadata)
      throws UnreadableObjectException {
    try {
      if (!columns(footer).equals(COLUMNS)) {
        throw new UnreadableObjectException(
            "the columns are not the archive's: " + columns(footer));
      }
      var words = new HashMap<String, String>();
      requireNonNull(footer.getKey_value_metadata())
          .forEach(word -> words.put(word.getKey(), word.getValue()));
      var contents = Contents.parse(words);
      if (!Contents.parse(metadata).equals(contents)) {
        throw new UnreadableObjectException(
            "the object's metadata and its footer tell different contents");
      }
      long rows =
          requireNonNull(footer.getRow_groups()).stream().mapToLong(RowGroup::getNum_rows).sum();
      if (rows != contents.count()) {
        throw new UnreadableObjectException(
            "the footer tells %d rows and has %d".formatted(contents.count(), rows));
      }
      var counts = Optional.ofNullable(words.get(HourlyCounts.KEY)).map(HourlyCounts::parse);
      if (counts.isPresent() && counts.get().readings() != contents.count()) {
        throw new UnreadableObjectException(
            "the footer's counts by tenant and hour do not add up to its rows");
      }
      return new Read(contents, counts);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new UnreadableObjectException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Names with field ids. */
  private static List<String> columns(FileMetaData footer) {
    return requireNonNull(footer.getSchema()).stream()
        .skip(1)
        .map(column -> column.getName() + ' ' + column.getField_id())
        .toList();
  }

  private static String checksum(byte[] bytes, int start, int length) {
    var crc = new CRC32C();
    crc.update(bytes, start, length);
    return "%08x".formatted(crc.getValue());
  }
}
