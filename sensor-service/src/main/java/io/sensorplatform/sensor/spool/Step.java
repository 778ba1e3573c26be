package io.sensorplatform.sensor.spool;

/** What a reader of a segment comes upon. */
sealed interface Step {

  /**
   * A sound record.
   *
   * @param offset where its frame begins
   * @param end where the next one does
   * @param forced highest id known to be forced when it was written
   * @param paddingSound whether only zeros fill its frame up
   */
  record Sound(
      SpoolRecord record, long offset, long end, long id, long forced, boolean paddingSound)
      implements Step {}

  /**
   * Bytes that are no sound record.
   *
   * @param from offset of the first
   * @param end offset behind the last
   * @param firstId id of the record that should be here
   * @param nextId id of the next sound record; {@link #NONE} if there is none
   */
  record Hole(long from, long end, long firstId, long nextId) implements Step {
    static final long NONE = Long.MAX_VALUE;
  }
}
