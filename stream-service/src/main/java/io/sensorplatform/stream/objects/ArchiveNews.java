package io.sensorplatform.stream.objects;

import io.sensorplatform.stream.consume.SourcePartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What the archiver tells the catalogue: which partitions it has, and which objects it made. Never
 * waits and never grows: what finds no place is only noted as missed, and is found on S3 again.
 */
public final class ArchiveNews {

  /** Objects that wait for the catalogue at most. */
  static final int CAPACITY = 1_000;

  private final BlockingQueue<ArchivedObject> objects;
  private final Set<SourcePartition> partitions = ConcurrentHashMap.newKeySet();
  private final Map<SourcePartition, Long> missed = new HashMap<>();

  public ArchiveNews() {
    this(CAPACITY);
  }

  ArchiveNews(int capacity) {
    objects = new ArrayBlockingQueue<>(capacity);
  }

  public void assigned(SourcePartition partition) {
    partitions.add(partition);
  }

  public void released(Set<SourcePartition> given) {
    partitions.removeAll(given);
  }

  public void made(ArchivedObject object) {
    if (!objects.offer(object)) {
      missed(object);
    }
  }

  /** The partitions that this process archives now. */
  public Set<SourcePartition> partitions() {
    return Set.copyOf(partitions);
  }

  /** The next object; empty if there is none within this time. */
  public Optional<ArchivedObject> poll(long millis) throws InterruptedException {
    return Optional.ofNullable(objects.poll(millis, TimeUnit.MILLISECONDS));
  }

  /** The object will have to be found on S3. */
  public synchronized void missed(ArchivedObject object) {
    missed.merge(object.contents().partition(), object.contents().startOffset(), Math::min);
  }

  /** The first missed object's start offset of each partition, told once. */
  public synchronized Map<SourcePartition, Long> takeMissed() {
    var taken = Map.copyOf(missed);
    missed.clear();
    return taken;
  }

  /** Objects that wait. */
  public int pending() {
    return objects.size();
  }
}
