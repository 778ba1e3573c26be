package io.sensorplatform.sensor.spool;

import io.sensorplatform.sensor.spool.Step.Hole;
import io.sensorplatform.sensor.spool.Step.Sound;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A directory's records, oldest first, for the one thread that sends them. */
public final class SpoolSource {

  /**
   * A record to send.
   *
   * @param id one more than that of the record before
   */
  public record Queued(long id, SpoolRecord record) {}

  private final Disk disk;
  private final SegmentLog log;
  private final Backlog backlog;
  private final Quarantine quarantine;
  private final long firstId;
  private long finished;
  private @Nullable SegmentReader reader;
  private @Nullable Segment reading;

  SpoolSource(Disk disk, SegmentLog log, Backlog backlog, Quarantine quarantine) {
    this.disk = disk;
    this.log = log;
    this.backlog = backlog;
    this.quarantine = quarantine;
    this.firstId = log.firstUnsent();
  }

  /** The directory's name, which stays as long as it holds something. */
  public String name() {
    return log.name();
  }

  /** The next record that is forced; null if there is none now. */
  public @Nullable Queued poll() throws IOException {
    while (true) {
      SegmentReader open = reader;
      Segment known = reading;
      if (open == null || known == null) {
        if (!openNext()) {
          return null;
        }
        continue;
      }
      // In this order: a segment that was not the current one before does not grow any more.
      boolean mayGrow = log.isCurrent(known.number());
      Segment segment = log.segment(known.number());
      Step step = segment == null ? null : open.next(segment.end(), segment.lastId());
      switch (step) {
        case null -> {
          if (mayGrow) {
            return null;
          }
          close();
          finished = known.number();
        }
        case Sound sound -> {
          if (!sound.paddingSound()) {
            SegmentScan.tellPadding(disk, known, sound, quarantine);
          }
          if (sound.id() >= firstId) {
            return new Queued(sound.id(), sound.record());
          }
        }
        case Hole hole -> SegmentScan.tellHole(disk, known, hole, quarantine);
      }
    }
  }

  /** The readings of a record are sent, though this is not durable yet. */
  public void sent(SpoolRecord record) {
    backlog.remove(name(), record);
  }

  /** All records up to this one are sent. Durable when it returns; what is not needed goes. */
  public void sentThrough(long id) throws IOException {
    log.sentBefore(id + 1);
  }

  /** Keeps a reading aside that can never be sent. */
  public void setAside(long id, int index, byte[] reading, String reason) throws IOException {
    String name = "%s-%020d-%d.reading".formatted(name(), id, index);
    quarantine.keep(name, reading, reason);
  }

  void close() throws IOException {
    SegmentReader open = reader;
    reader = null;
    reading = null;
    if (open != null) {
      open.close();
    }
  }

  SegmentLog log() {
    return log;
  }

  private boolean openNext() throws IOException {
    Segment next = log.after(finished);
    if (next == null) {
      return false;
    }
    reader = new SegmentReader(disk.open(next.file()), next.number(), next.firstId());
    reading = next;
    return true;
  }
}
