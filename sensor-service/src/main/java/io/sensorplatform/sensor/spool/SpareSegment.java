package io.sensorplatform.sensor.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A segment file made ready ahead of its use: written with zeros and forced, so that a force later
 * has only the records to write, and that a full disk is known early.
 */
final class SpareSegment {

  static final String SUFFIX = ".spare";

  private static final Logger log = LoggerFactory.getLogger(SpareSegment.class);
  private static final int BLOCK = 1 << 20;

  /** A file of zeros. */
  record Prepared(Path path, DiskFile file) {}

  private final Disk disk;
  private final Path directory;
  private final long size;
  private final Executor maker;
  private long made;
  private @Nullable CompletableFuture<Prepared> next;

  SpareSegment(Disk disk, Path directory, long size, Executor maker) {
    this.disk = disk;
    this.directory = directory;
    this.size = size;
    this.maker = maker;
  }

  long size() {
    return size;
  }

  /** Begins to make one ready in the background. */
  synchronized CompletableFuture<Prepared> prepare() {
    if (next == null) {
      var making = new CompletableFuture<Prepared>();
      Path path = directory.resolve(++made + SUFFIX);
      maker.execute(() -> {
        try {
          making.complete(make(path));
        } catch (IOException | RuntimeException e) {
          making.completeExceptionally(e);
        }
      });
      next = making;
    }
    return next;
  }

  /** One that is ready, or as soon as it is. The caller owns it. */
  Prepared take() throws IOException {
    CompletableFuture<Prepared> taken = prepare();
    try {
      return taken.join();
    } catch (CompletionException e) {
      throw new IOException("no segment can be made ready: " + e.getCause(), e.getCause());
    } finally {
      synchronized (this) {
        next = null;
      }
    }
  }

  /** Removes the one that is ready, or is being made. */
  void discard() {
    CompletableFuture<Prepared> taken;
    synchronized (this) {
      taken = next;
      next = null;
    }
    if (taken != null) {
      try {
        remove(taken.join());
      } catch (CompletionException e) {
        log.debug("There was none: {}", e.toString());
      }
    }
  }

  private Prepared make(Path path) throws IOException {
    disk.delete(path);
    DiskFile file = disk.create(path);
    try {
      ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(BLOCK, size));
      for (long at = 0; at < size; at += BLOCK) {
        zeros.clear().limit((int) Math.min(BLOCK, size - at));
        file.write(zeros, at);
      }
      file.force(true);
      return new Prepared(path, file);
    } catch (IOException e) {
      file.close();
      disk.delete(path);
      throw e;
    }
  }

  void remove(Prepared prepared) {
    try {
      prepared.file.close();
      disk.delete(prepared.path);
    } catch (IOException e) {
      log.warn("{} is left until the next start: {}", prepared.path, e.toString());
    }
  }
}
