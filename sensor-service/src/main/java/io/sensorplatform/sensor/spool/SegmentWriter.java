package io.sensorplatform.sensor.spool;

import io.sensorplatform.defaults.log.Runbook;
import io.sensorplatform.sensor.spool.NotSpooledException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes all records that wait, writes them, forces them with one force,
 * then tells each. When a write or a force fails the segment is never written to or forced again,
 * because what the kernel did with the pages is not known: records go on in a new one.
 */
final class SegmentWriter {

  private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);
  private static final int GROUP = 4 << 20;

  /** How long after a failure to make a segment ready none is tried: a full disk is not stormed. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final SegmentLog segments;
  private final SpareSegment spare;
  private final long cap;
  private final AppendQueue queue;
  private final SpoolMetrics metrics;
  private final Runnable forced;
  private final Thread thread;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(GROUP);

  private @Nullable DiskFile file;
  private long number;
  private long at;
  private long nextId;
  private long notBefore = System.nanoTime();
  private boolean failing;

  /**
   * @param forced told after each force
   */
  SegmentWriter(
      SegmentLog segments,
      SpareSegment spare,
      long cap,
      AppendQueue queue,
      SpoolMetrics metrics,
      Runnable forced) {
    this.segments = segments;
    this.spare = spare;
    this.cap = cap;
    this.queue = queue;
    this.metrics = metrics;
    this.forced = forced;
    this.thread = Thread.ofPlatform().name("spool-writer").unstarted(this::run);
  }

  void start() {
    spare.prepare();
    thread.start();
  }

  /** Returns once what waits is written. */
  void close() {
    queue.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    spare.discard();
  }

  private void run() {
    while (true) {
      List<Append> group = queue.take(GROUP);
      if (group.isEmpty()) {
        break;
      }
      write(group);
      if (queue.isEmpty()) {
        mark();
      }
    }
    closeFile();
  }

  private void write(List<Append> group) {
    int done = 0;
    try {
      while (done < group.size()) {
        if (file == null || !fits(group.get(done).frame())) {
          begin(group.get(done).frame().length);
        }
        int end = done;
        long id = nextId;
        buffer.clear();
        int bytes = 0;
        while (end < group.size() && bytes + group.get(end).frame().length <= room(end > done)) {
          byte[] frame = group.get(end++).frame();
          Frame.seal(frame, number, id++, segments.lastForced());
          put(frame, bytes);
          bytes += frame.length;
        }
        force(bytes, id);
        for (Append append : group.subList(done, end)) {
          metrics.appended(append.record().count(), System.nanoTime() - append.begun());
          append.outcome().complete(null);
        }
        done = end;
        forced.run();
      }
      worked();
    } catch (NotSpooledException e) {
      fail(group.subList(done, group.size()), e);
    } catch (IOException | RuntimeException e) {
      metrics.failed();
      tellFailing(e);
      seal();
      fail(
          group.subList(done, group.size()),
          new NotSpooledException(Reason.DISK, String.valueOf(e.getMessage())));
    }
  }

  /** Most bytes of a write: the segment's rest, and the buffer's unless a single record is more. */
  private long room(boolean several) {
    long rest = spare.size() - at;
    return several ? Math.min(rest, GROUP) : rest;
  }

  private void put(byte[] frame, int before) throws IOException {
    if (frame.length > GROUP) {
      require().write(ByteBuffer.wrap(frame), at + before);
    } else {
      buffer.put(frame);
    }
  }

  private void force(int bytes, long id) throws IOException {
    DiskFile open = require();
    open.write(buffer.flip(), at);
    open.force(false);
    at += bytes;
    nextId = id;
    segments.forced(at, nextId - 1);
  }

  /**
   * A record without readings, not forced by itself. If it is found later, all before was forced:
   * so damage to the last readings is known from a write that was cut short.
   */
  private void mark() {
    byte[] frame = Frame.mark();
    DiskFile open = file;
    if (open == null || !fits(frame)) {
      return;
    }
    Frame.seal(frame, number, nextId, segments.lastForced());
    try {
      open.write(ByteBuffer.wrap(frame), at);
      at += frame.length;
      nextId++;
    } catch (IOException e) {
      metrics.failed();
      tellFailing(e);
      seal();
    }
  }

  private boolean fits(byte[] frame) {
    return frame.length <= spare.size() - at;
  }

  private void begin(int length) throws IOException, NotSpooledException {
    DiskFile last = file;
    if (last != null && nextId - 1 > segments.lastForced()) {
      last.force(false);
      segments.forced(at, nextId - 1);
    }
    seal();
    // What is sent goes first, as it makes room.
    segments.sentBefore(segments.firstUnsent());
    if (length > spare.size() - SegmentHeader.BYTES) {
      throw new NotSpooledException(Reason.DISK, "a record of " + length + " bytes fits nowhere");
    }
    if (segments.bytes() + spare.size() > cap) {
      throw new NotSpooledException(Reason.CAP, "the spool holds as much as it may");
    }
    if (System.nanoTime() - notBefore < 0) {
      throw new NotSpooledException(Reason.DISK, "the disk refused a new segment just now");
    }
    try {
      open();
    } catch (IOException e) {
      notBefore = System.nanoTime() + PAUSE_NANOS;
      throw e;
    }
  }

  private void open() throws IOException {
    SpareSegment.Prepared prepared = spare.take();
    var header = new SegmentHeader(segments.newest() + 1, segments.lastForced() + 1);
    try {
      prepared.file().write(header.encode(), 0);
      prepared.file().force(false);
      segments.begin(prepared.path(), header, spare.size());
    } catch (IOException e) {
      spare.remove(prepared);
      throw e;
    }
    file = prepared.file();
    number = header.number();
    nextId = header.firstId();
    at = SegmentHeader.BYTES;
    spare.prepare();
  }

  private void seal() {
    segments.seal();
    closeFile();
  }

  private void closeFile() {
    DiskFile open = file;
    file = null;
    at = spare.size();
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.warn("A segment could not be closed: {}", e.toString());
      }
    }
  }

  private DiskFile require() throws IOException {
    DiskFile open = file;
    if (open == null) {
      throw new IOException("no segment");
    }
    return open;
  }

  private static void fail(List<Append> appends, NotSpooledException failure) {
    for (Append append : appends) {
      append.outcome().completeExceptionally(failure);
    }
  }

  private void tellFailing(Exception failure) {
    if (!failing) {
      failing = true;
      log.atError()
          .addKeyValue(Runbook.KEY, Runbook.SPOOL_DAMAGED)
          .log("The spool's disk fails; readings are refused: {}", failure.toString());
    }
  }

  private void worked() {
    if (failing) {
      failing = false;
      log.info("The spool's disk works again");
    }
  }
}
