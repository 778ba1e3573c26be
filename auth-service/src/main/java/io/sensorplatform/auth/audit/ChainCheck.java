package io.sensorplatform.auth.audit;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Computes the chain's hashes anew, a stretch at a time. A row that was changed has another hash
 * than it says; one that was taken out or put in leaves a gap; rows cut off the end are missed by
 * audit_head.
 */
@Component
class ChainCheck {

  /** The first row follows as many zeros. */
  private static final int HASH_BYTES = 32;

  private static final int STRETCH = 50_000;
  private static final int PAGE = 1_000;

  private final JdbcClient jdbc;

  ChainCheck(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param seq the first row that is not as it was written
   * @param reason why that is known
   */
  record Broken(long seq, String reason) {}

  /**
   * @param verified how many rows of this stretch are as they were written
   * @param lastSeq the last of these; 0 if there is none
   * @param lastHash its hash in hexadecimal: kept elsewhere, it proves later that nobody computed
   *     the whole chain anew
   * @param next where to go on; null at the end, and where the chain is broken
   */
  record Verdict(
      boolean intact,
      long verified,
      long lastSeq,
      String lastHash,
      @Nullable Broken broken,
      @Nullable Long next) {}

  private record Link(long seq, byte[] hash) {}

  private record Chained(AuditRow row, byte[] previous, byte[] hash) {}

  Verdict check(long from) {
    // Before the rows: what comes meanwhile is for the next time.
    Link head =
        jdbc.sql("select seq, hash from audit_head")
            .query((row, number) -> new Link(row.getLong("seq"), row.getBytes("hash")))
            .single();
    Link last = from == 1 ? new Link(0, new byte[HASH_BYTES]) : before(from);
    if (last == null) {
      return verdict(0, new Link(0, new byte[0]), broken(from - 1, "the row is missing"), null);
    }
    long verified = 0;
    while (last.seq() < head.seq() && verified < STRETCH) {
      List<Chained> page = page(last.seq(), head.seq());
      for (Chained chained : page) {
        String wrong = wrong(last, chained);
        if (wrong != null) {
          return verdict(verified, last, broken(last.seq() + 1, wrong), null);
        }
        last = new Link(chained.row().seq(), chained.hash());
        verified++;
      }
      if (page.isEmpty()) {
        return verdict(verified, last, broken(last.seq() + 1, "the row is missing"), null);
      }
    }
    if (last.seq() < head.seq()) {
      return verdict(verified, last, null, last.seq() + 1);
    }
    if (last.seq() == head.seq() && !Arrays.equals(last.hash(), head.hash())) {
      return verdict(
          verified, last, broken(last.seq(), "audit_head holds another hash of it"), null);
    }
    return verdict(verified, last, null, null);
  }

  private static @Nullable String wrong(Link last, Chained chained) {
    if (chained.row().seq() != last.seq() + 1) {
      return "the row is missing";
    }
    if (!Arrays.equals(chained.previous(), last.hash())) {
      return "it does not follow the row before";
    }
    if (!Arrays.equals(chained.hash(), chained.row().hash(last.hash()))) {
      return "its content is not what was written";
    }
    return null;
  }

  private static Broken broken(long seq, String reason) {
    return new Broken(seq, reason);
  }

  private static Verdict verdict(
      long verified, Link last, @Nullable Broken broken, @Nullable Long next) {
    return new Verdict(
        broken == null, verified, last.seq(), HexFormat.of().formatHex(last.hash()), broken, next);
  }

  private @Nullable Link before(long from) {
    return jdbc.sql("select seq, hash from audit where seq = ?")
        .param(from - 1)
        .query((row, number) -> new Link(row.getLong("seq"), row.getBytes("hash")))
        .optional()
        .orElse(null);
  }

  private List<Chained> page(long after, long end) {
    return jdbc.sql(
            "select "
                + AuditRow.COLUMNS
                + ", previous_hash, hash from audit where seq > ? and seq <= ? order by seq limit "
                + PAGE)
        .params(after, end)
        .query((row, number) ->
            new Chained(AuditRow.of(row), row.getBytes("previous_hash"), row.getBytes("hash")))
        .list();
  }
}
