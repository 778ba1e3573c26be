package io.sensorplatform.sensor.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * An open file. Threads that use one are never interrupted: the channel would be closed under them.
 */
class DiskFile implements Closeable {

  private final FileChannel channel;

  DiskFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Writes all that remains in the buffer. */
  void write(ByteBuffer data, long offset) throws IOException {
    long at = offset;
    while (data.hasRemaining()) {
      at += channel.write(data, at);
    }
  }

  /** Fills the buffer as far as the file goes. */
  void read(ByteBuffer data, long offset) throws IOException {
    long at = offset;
    while (data.hasRemaining()) {
      int read = channel.read(data, at);
      if (read < 0) {
        return;
      }
      at += read;
    }
  }

  /** Returns once the content is on the disk; the size too if {@code withSize}. */
  void force(boolean withSize) throws IOException {
    channel.force(withSize);
  }

  void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
