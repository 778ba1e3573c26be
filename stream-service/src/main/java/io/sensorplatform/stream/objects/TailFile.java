package io.sensorplatform.stream.objects;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A file of which only the last bytes are here. */
final class TailFile implements InputFile {

  private final byte[] tail;
  private final long length;

  TailFile(byte[] tail, long length) {
    this.tail = tail;
    this.length = length;
  }

  @Override
  public long getLength() {
    return length;
  }

  @Override
  public SeekableInputStream newStream() {
    return new Stream();
  }

  private final class Stream extends SeekableInputStream {

    private long position;

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long newPosition) {
      position = newPosition;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int start, int count) throws IOException {
      long at = position - (length - tail.length);
      if (at < 0 || position > length) {
        throw new EOFException("byte " + position + " is not in the last " + tail.length);
      }
      int read = (int) Math.min(count, tail.length - at);
      if (read == 0) {
        return count == 0 ? 0 : -1;
      }
      System.arraycopy(tail, (int) at, into, start, read);
      position += read;
      return read;
    }

    @Override
    public void readFully(byte[] into) throws IOException {
      readFully(into, 0, into.length);
    }

    @Override
    public void readFully(byte[] into, int start, int count) throws IOException {
      if (readNBytes(into, start, count) < count) {
        throw new EOFException();
      }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      byte[] bytes = new byte[into.remaining()];
      int read = read(bytes, 0, bytes.length);
      if (read > 0) {
        into.put(bytes, 0, read);
      }
      return read;
    }

    @Override
    public void readFully(ByteBuffer into) throws IOException {
      byte[] bytes = new byte[into.remaining()];
      readFully(bytes, 0, bytes.length);
      into.put(bytes);
    }
  }
}
