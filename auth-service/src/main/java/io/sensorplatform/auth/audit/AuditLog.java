package io.sensorplatform.auth.audit;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes acts down, chained by their hashes. Inside of the transaction of the act itself, if there
 * is one: then as its last statement, because from here on every other act waits for this one.
 */
@Component
public final class AuditLog {

  private static final String INSERT =
      "insert into audit ("
          + AuditRow.COLUMNS
          + ", previous_hash, hash)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final Clock clock;
  private final TransactionTemplate transaction;

  AuditLog(
      JdbcClient jdbc, JdbcTemplate batches, Clock clock, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  private record Head(long seq, byte[] hash) {}

  public void write(Act act) {
    write(List.of(act));
  }

  public void write(List<Act> acts) {
    Origin origin = Origin.current();
    writeFrom(acts.stream().map(act -> new From(act, origin)).toList());
  }

  /** An act and where it came from. */
  record From(Act act, Origin origin) {}

  void writeFrom(List<From> acts) {
    if (acts.isEmpty()) {
      return;
    }
    transaction.executeWithoutResult(status -> {
      Head head =
          jdbc.sql("select seq, hash from audit_head for update")
              .query((row, number) -> new Head(row.getLong("seq"), row.getBytes("hash")))
              .single();
      Instant now = clock.instant();
      long seq = head.seq();
      byte[] hash = head.hash();
      List<Object[]> rows = new ArrayList<>();
      for (From from : acts) {
        var row =
            new AuditRow(
                ++seq,
                now,
                from.act().printable(),
                from.origin().address(),
                from.origin().traceId());
        byte[] previous = hash;
        hash = row.hash(previous);
        rows.add(columns(row, previous, hash));
      }
      batches.batchUpdate(INSERT, rows);
      jdbc.sql("update audit_head set seq = ?, hash = ?").params(seq, hash).update();
    });
  }

  private static Object[] columns(AuditRow row, byte[] previous, byte[] hash) {
    Act act = row.act();
    return new Object[] {
      row.seq(),
      Timestamp.from(row.at()),
      act.who(),
      row.address(),
      act.what(),
      act.object(),
      act.tenant(),
      row.result(),
      act.detail(),
      act.count(),
      row.traceId(),
      previous,
      hash
    };
  }
}
