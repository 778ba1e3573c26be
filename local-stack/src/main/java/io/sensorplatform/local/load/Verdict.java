package io.sensorplatform.local.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the oracle counted. Distinct readings, not requests: by sensor and instant.
 *
 * @param sent at least once
 * @param acknowledged answered 202 at least once
 * @param unknown sent, and neither acknowledged nor surely refused: may be stored or not
 * @param refused by every answer
 * @param archived null: only the ledger told
 * @param archivedRows in the Parquet objects, repeats included; null as above
 * @param seconds until everything was counted
 * @param faults what is wrong; empty: nothing was lost, nothing was made up
 */
record Verdict(
    long sent,
    long acknowledged,
    long unknown,
    long refused,
    long stored,
    @Nullable Long archived,
    @Nullable Long archivedRows,
    double seconds,
    List<String> faults) {

  Verdict {
    faults = List.copyOf(faults);
  }

  boolean isGood() {
    return faults.isEmpty();
  }
}
